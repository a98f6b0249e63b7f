#include <QTest>

#include <cmath>
#include <cstring>
#include <set>

#include "core/base/Digest.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/room/Layout.h"

using namespace w2v;

namespace {

template <class T>
void append(std::string& bytes, const std::vector<T>& values)
{
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

/// Of all geometry, light, textures and labels.
std::string digest(const Scene& scene)
{
    std::string bytes = scene.name;
    for (const Mesh& m : scene.meshes) {
        append(bytes, m.positions);
        append(bytes, m.normals);
        append(bytes, m.uvs);
        append(bytes, m.light);
        append(bytes, m.indices);
        bytes += std::to_string(m.material) + " " + std::to_string(m.instance);
    }
    for (const ColorImage& t : scene.textures)
        bytes.append(reinterpret_cast<const char*>(t.data()), t.bytes());
    for (const Instance& i : scene.instances)
        bytes += i.label;
    return sha256(bytes);
}

RoomOptions fast()
{
    RoomOptions options;
    options.textureSize = 32;
    options.detail = 0.5;
    options.bakeLight = false;
    return options;
}

std::size_t triangles(const Scene& scene)
{
    std::size_t count = 0;
    for (const Mesh& m : scene.meshes)
        count += m.indices.size() / 3;
    return count;
}

} // namespace

class RoomGeneratorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameSeedSameRoom()
    {
        RoomOptions options;
        options.textureSize = 64;
        QCOMPARE(digest(generateRoom(7, options)), digest(generateRoom(7, options)));
    }

    void differentSeedsDiffer()
    {
        std::set<std::string> digests;
        for (std::uint64_t seed = 0; seed < 30; ++seed)
            digests.insert(digest(generateRoom(seed, fast())));
        QCOMPARE(digests.size(), 30u);
    }

    void geometryIsSound()
    {
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            RoomOptions options = fast();
            options.bakeLight = seed % 10 == 0;
            const Scene scene = generateRoom(seed, options);
            for (const Mesh& m : scene.meshes) {
                QCOMPARE(m.normals.size(), m.positions.size());
                QCOMPARE(m.uvs.size(), m.positions.size());
                QCOMPARE(m.light.size(), options.bakeLight ? m.positions.size() : 0u);
                QCOMPARE(m.indices.size() % 3, 0u);
                QVERIFY(m.material >= 0 && static_cast<std::size_t>(m.material) < scene.materials.size());
                QVERIFY(scene.findInstance(m.instance));
                for (const std::uint32_t i : m.indices)
                    QVERIFY(i < m.positions.size());
                for (std::size_t i = 0; i < m.positions.size(); ++i) {
                    QVERIFY(m.positions[i].allFinite() && m.uvs[i].allFinite());
                    QVERIFY(std::abs(m.normals[i].norm() - 1.0f) < 1e-3f);
                }
                for (const float light : m.light)
                    QVERIFY(light > 0.0f && light < 1.3f);
                // Winding agrees with the normals: counter-clockwise seen from outside.
                for (std::size_t t = 0; t < m.indices.size(); t += 3) {
                    const auto &a = m.positions[m.indices[t]], &b = m.positions[m.indices[t + 1]], &c = m.positions[m.indices[t + 2]];
                    const Eigen::Vector3f n = m.normals[m.indices[t]] + m.normals[m.indices[t + 1]] + m.normals[m.indices[t + 2]];
                    QVERIFY((b - a).cross(c - a).dot(n) >= 0);
                }
            }
            for (const Material& material : scene.materials)
                QVERIFY(material.texture < static_cast<int>(scene.textures.size()));
        }
    }

    void boundsAreTight()
    {
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const Scene scene = generateRoom(seed, fast());
            QVERIFY(scene.room);
            for (const Instance& instance : scene.instances) {
                Eigen::AlignedBox3d box;
                for (const Mesh& m : scene.meshes)
                    if (m.instance == instance.id)
                        for (const auto& p : m.positions)
                            box.extend(p.cast<double>());
                QVERIFY(box.min().isApprox(instance.bounds.min(), 1e-9) && box.max().isApprox(instance.bounds.max(), 1e-9));
                if (instance.structure)
                    continue;
                // Furniture stays in the room; a hand's breadth for cushions and leaves.
                Eigen::AlignedBox3d room = *scene.room;
                room.min().array() -= 0.1;
                room.max().array() += 0.1;
                QVERIFY2(room.contains(instance.bounds), qPrintable(QString("seed %1: %2 leaves the room").arg(seed).arg(QString::fromStdString(instance.label))));
            }
        }
    }

    void footprintsDoNotOverlap()
    {
        std::size_t count = 0;
        for (std::uint64_t seed = 0; seed < 150; ++seed) {
            const Scene scene = generateRoom(seed, fast());
            count += scene.footprints.size();
            for (std::size_t i = 0; i < scene.footprints.size(); ++i)
                for (std::size_t j = i + 1; j < scene.footprints.size(); ++j) {
                    const Footprint &a = scene.footprints[i], &b = scene.footprints[j];
                    QVERIFY2(!room::overlap(a, b, -1e-6),
                             qPrintable(QString("seed %1: %2 and %3 overlap").arg(seed).arg(QString::fromStdString(scene.findInstance(a.instance)->label),
                                                                                           QString::fromStdString(scene.findInstance(b.instance)->label))));
                }
        }
        QVERIFY(count > 150 * 6); // furnished, not empty
    }

    void roomsHoldManyKinds()
    {
        std::set<std::string> labels;
        std::size_t fewest = 1000;
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            const Scene scene = generateRoom(seed, fast());
            std::set<std::string> here;
            for (const Instance& i : scene.instances)
                if (!i.structure)
                    here.insert(i.label);
            fewest = std::min(fewest, here.size());
            labels.insert(here.begin(), here.end());
        }
        for (const char* label : {"sofa", "armchair", "dining table", "chair", "bed", "wardrobe", "bookshelf", "desk", "floor lamp", "coffee table",
                                  "television", "TV stand", "plant", "cabinet", "stool", "nightstand", "painting", "bin", "mirror", "rug"})
            QVERIFY2(labels.contains(label), label);
        QVERIFY2(fewest >= 5, qPrintable(QString::number(fewest)));
    }

    void sizesAndCounts()
    {
        std::size_t full = 0, low = 0;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            RoomOptions options = fast();
            options.detail = 1.0;
            const Scene scene = generateRoom(seed, options);
            const Eigen::Vector3d size = scene.room->sizes();
            QVERIFY(size.x() >= 3.5 && size.x() <= 8.0 && size.z() >= 3.5 && size.z() <= 8.0);
            QCOMPARE(scene.room->max().y(), 0.0); // the floor
            full += triangles(scene);
            options.detail = 0.4;
            low += triangles(generateRoom(seed, options));
        }
        QVERIFY(full / 20 > 5000 && full / 20 < 15000);
        QVERIFY(low / 20 < 5000);
    }

    void contactShadowsAreDarker()
    {
        // Under furniture the floor gets less light than in the open, in every room on average.
        RoomOptions options = fast();
        options.bakeLight = true;
        options.detail = 1.0;
        for (std::uint64_t seed = 1; seed < 6; ++seed) {
            const Scene scene = generateRoom(seed, options);
            double open = 0, covered = 0;
            int openCount = 0, coveredCount = 0;
            for (const Mesh& m : scene.meshes) {
                if (scene.findInstance(m.instance)->label != "floor")
                    continue;
                for (std::size_t i = 0; i < m.positions.size(); ++i) {
                    const auto& p = m.positions[i];
                    if (scene.isFree(p.x(), p.z(), 0.4)) {
                        open += m.light[i];
                        ++openCount;
                    } else if (!scene.isFree(p.x(), p.z(), 0.0) && scene.room->contains(Eigen::Vector3d(p.x(), 0, p.z()))) {
                        covered += m.light[i];
                        ++coveredCount;
                    }
                }
            }
            QVERIFY(openCount > 0 && coveredCount > 0);
            QVERIFY(covered / coveredCount < 0.8 * open / openCount);
        }
    }

    void standpoints()
    {
        int found = 0;
        for (std::uint64_t seed = 0; seed < 60; ++seed) {
            const Scene scene = generateRoom(seed, fast());
            Rng rng(seed), again(seed);
            const auto pose = sampleStandpoint(scene, rng);
            if (!pose)
                continue;
            ++found;
            QVERIFY(isValidPose(*pose));
            QCOMPARE(pose->translation().y(), -kEyeHeight);
            QVERIFY(scene.isFree(pose->translation().x(), pose->translation().z(), 0.35));
            QVERIFY(pose->isApprox(*sampleStandpoint(scene, again)));
        }
        QVERIFY(found >= 58);
    }

    void strangeOptions()
    {
        RoomOptions options;
        options.textureSize = -5;
        options.detail = std::nan("");
        QVERIFY(triangles(generateRoom(1, options)) > 0);
        options.detail = 1e9;
        options.bakeLight = false;
        QVERIFY(triangles(generateRoom(1, options)) < 500000);
    }

    void freeSpace()
    {
        Scene scene;
        scene.room = Eigen::AlignedBox3d(Eigen::Vector3d(0, -2.5, 0), Eigen::Vector3d(4, 0, 4));
        Footprint f;
        f.center = {2, 2};
        f.half = {1.0, 0.1};
        f.yaw = std::acos(-1.0) / 4;
        f.top = 1;
        scene.footprints = {f};
        QVERIFY(!scene.isFree(2, 2, 0.1));
        QVERIFY(!scene.isFree(2, 2, 0.0)); // inside, however thin the walker
        // yawRotation(45 degrees) turns the long axis to (1, -1): the other diagonal is free.
        QVERIFY(!scene.isFree(2.6, 1.4, 0.05));
        QVERIFY(scene.isFree(2.6, 2.6, 0.05));
        QVERIFY(!scene.isFree(0.2, 2, 0.3));
        scene.footprints[0].bottom = 2.1; // above one's head
        QVERIFY(scene.isFree(2, 2, 0.1));
    }
};

QTEST_APPLESS_MAIN(RoomGeneratorTest)
#include "tst_RoomGenerator.moc"
