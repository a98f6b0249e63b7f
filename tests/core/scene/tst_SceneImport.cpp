#include <QTemporaryDir>
#include <QTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/scene/Observation.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/SceneExport.h"

using namespace w2v;

namespace {

/// A unit cube's lower face and one side, y up, as two named objects; `extra` is appended.
std::string objText(const std::string& extra = {})
{
    return "o Wooden_Chair.001\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3\nf 1 3 4\no floor\nv 0 0 -1\nv 1 0 -1\nf 1 2 6 5\n" + extra;
}

std::size_t triangles(const Scene& scene)
{
    std::size_t count = 0;
    for (const Mesh& m : scene.meshes)
        count += m.indices.size() / 3;
    return count;
}

} // namespace

class SceneImportTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;

    Observation open(const char* name, const std::string& bytes)
    {
        writeFileAtomic(m_root / name, bytes);
        return openObservation((m_root / name).string());
    }
    std::string message(const char* name, const std::string& bytes)
    {
        try {
            open(name, bytes);
        } catch (const Error& e) {
            return e.what();
        }
        return {};
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_root = m_folder->path().toStdString();
    }

    void objBecomesYDown()
    {
        const Observation o = open("cube.obj", objText());
        QCOMPARE(o.kind, ObservationKind::MeshScene);
        QCOMPARE(triangles(*o.scene), 4u);
        QVERIFY(std::abs(o.scene->bounds.min().y() + 1) < 1e-5 && std::abs(o.scene->bounds.max().y()) < 1e-5);
        QVERIFY(std::abs(o.scene->bounds.max().z() - 1) < 1e-5); // -z of the file is forward here
        QCOMPARE(o.scene->instances.size(), 2u);
        QCOMPARE(o.scene->instances[0].label, std::string("wooden chair"));
        QVERIFY(!o.scene->instances[0].structure && o.scene->instances[1].structure);
        QVERIFY(!o.frames.empty());
    }

    void exportAndImportAgain()
    {
        RoomOptions options;
        options.textureSize = 32;
        const Scene room = generateRoom(11, options);
        const auto files = exportScene(room, m_root, "room_11");
        for (const fs::path& file : files)
            QVERIFY(fs::exists(file));
        const Observation o = openObservation(files.front().string());
        const Scene& back = *o.scene;
        QCOMPARE(back.name, room.name);
        QCOMPARE(back.seed, room.seed);
        QCOMPARE(triangles(back), triangles(room));
        QCOMPARE(back.instances.size(), room.instances.size());
        QCOMPARE(back.footprints.size(), room.footprints.size());
        QCOMPARE(back.lights.size(), room.lights.size());
        QVERIFY(back.room && back.room->isApprox(*room.room, 1e-9));
        for (std::size_t i = 0; i < room.instances.size(); ++i) {
            QCOMPARE(back.instances[i].label, room.instances[i].label);
            QCOMPARE(back.instances[i].structure, room.instances[i].structure);
            QVERIFY2((back.instances[i].bounds.min() - room.instances[i].bounds.min()).norm() < 1e-3
                         && (back.instances[i].bounds.max() - room.instances[i].bounds.max()).norm() < 1e-3,
                     room.instances[i].label.c_str());
        }
        // Light and texture coordinates survive: the mean light of all corners agrees.
        const auto meanLight = [](const Scene& s) {
            double sum = 0;
            std::size_t n = 0;
            for (const Mesh& m : s.meshes)
                for (const std::uint32_t i : m.indices) {
                    sum += m.light.at(i);
                    ++n;
                }
            return sum / static_cast<double>(n);
        };
        QVERIFY(std::abs(meanLight(back) - meanLight(room)) < 1e-3);
        QVERIFY(back.textures.size() > 5);
        QVERIFY_THROWS_EXCEPTION(Error, exportScene(room, m_root, "../escape"));
    }

    void damagedDescription()
    {
        writeFileAtomic(m_root / "a.json", R"({"format":"w2v-scene","name":"x"})");
        QVERIFY(message("a.obj", objText()).find("a.json") != std::string::npos);
        writeFileAtomic(m_root / "a.json", R"({"something":"else"})");
        QVERIFY(message("a.obj", objText()).empty());
    }

    void damagedMeshes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty obj") << "a.obj" << QByteArray();
        QTest::newRow("obj without faces") << "a.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\n");
        QTest::newRow("obj garbage") << "a.obj" << QByteArray("\x01\x02\x03 not a mesh at all \xff\xfe");
        QTest::newRow("obj indices out of range") << "a.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 77\n");
        QTest::newRow("empty glb") << "a.glb" << QByteArray();
        QTest::newRow("glb garbage") << "a.glb" << QByteArray("glTF\2\0\0\0\xff\xff\xff\x7f\x10\0\0\0JSON{}", 22);
        QTest::newRow("gltf not JSON") << "a.gltf" << QByteArray("{");
        QTest::newRow("gltf without meshes") << "a.gltf" << QByteArray(R"({"asset":{"version":"2.0"}})");
        QTest::newRow("gltf naming a device") << "a.gltf"
                                              << QByteArray(R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":36,"uri":"/dev/zero"}],
            "bufferViews":[{"buffer":0,"byteLength":36}],"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"nodes":[{"mesh":0}],"scenes":[{"nodes":[0]}],"scene":0})");
        QTest::newRow("fbx garbage") << "a.fbx" << QByteArray("Kaydara FBX Binary  \0\x1a\0\xe8\x1c\0\0", 27);
        QTest::newRow("dae garbage") << "a.dae" << QByteArray("<COLLADA>");
        QTest::newRow("ply garbage") << "a.ply" << QByteArray("ply\nformat ascii 1.0\nelement vertex 4000000000\nproperty float x\nproperty float y\nproperty float z\nend_header\n0 0 0\n");
        QTest::newRow("ply cut off") << "a.ply" << QByteArray("ply\nformat ascii 1.0\nelement vertex 2\nproperty float x\nproperty float y\nproperty float z\nend_header\n0 0 0\n1 q q\n");
        QTest::newRow("ply without end") << "a.ply" << QByteArray("ply\nformat ascii 1.0\n");
    }

    void damagedMeshes()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        const std::string text = message(name.toUtf8().constData(), bytes.toStdString());
        QVERIFY2(!text.empty(), "accepted");
        QVERIFY2(text.find(name.toStdString()) != std::string::npos, text.c_str());
    }

    void coordinatesThatAreNotFinite()
    {
        const Observation o = open("a.obj", objText("v nan 0 0\nf 1 2 7\n"));
        QCOMPARE(triangles(*o.scene), 4u);
        QVERIFY(o.scene->bounds.min().allFinite());
    }

    void missingTextureIsAWarning()
    {
        writeFileAtomic(m_root / "m.mtl", "newmtl a\nKd 1 0 0\nmap_Kd ../../../../etc/hostname.png\n");
        const Observation o = open("a.obj", "mtllib m.mtl\nusemtl a\n" + objText());
        QVERIFY(std::any_of(o.warnings.begin(), o.warnings.end(), [](const std::string& w) { return w.find("texture is missing") != std::string::npos; }));
    }

    void plyPoints()
    {
        const Observation o = open("p.ply", "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\n"
                                            "property uchar green\nproperty uchar blue\nend_header\n0 0 0 255 0 0\n1 2 3 0 255 0\nnan 0 0 1 2 3\n");
        QCOMPARE(o.scene->points.positions.size(), 2u);
        QCOMPARE(int(o.scene->points.colors[0][0]), 255);
        QVERIFY(std::abs(o.scene->points.positions[1].y() + 2) < 1e-5);
    }

    void binaryPlyPoints()
    {
        std::string bytes = "ply\nformat binary_little_endian 1.0\nelement vertex 2\nproperty double x\nproperty float y\nproperty float z\nend_header\n";
        for (int i = 0; i < 2; ++i) {
            const double x = 0.5 + i;
            const float yz[2] = {0.0f, 2.0f};
            bytes.append(reinterpret_cast<const char*>(&x), 8).append(reinterpret_cast<const char*>(yz), 8);
        }
        const Observation o = open("p.ply", bytes);
        QCOMPARE(o.scene->points.positions.size(), 2u);
        QCOMPARE(o.scene->points.positions[1].x(), 1.5f);
        QVERIFY(!message("q.ply", bytes.substr(0, bytes.size() - 5)).empty());
    }

    void centimetresAreRecognised()
    {
        const Observation o = open("big.obj", "o box\nv 0 0 0\nv 500 0 0\nv 500 250 0\nf 1 2 3\n");
        QVERIFY(std::abs(o.scene->bounds.sizes().x() - 5.0) < 1e-4);
    }
};

QTEST_APPLESS_MAIN(SceneImportTest)
#include "tst_SceneImport.moc"
