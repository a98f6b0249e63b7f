#include <bit>
#include <cstring>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Rng.h"
#include "core/image/ImageIo.h"
#include "core/scene/import/Importers.h"

using namespace w2v;

namespace {

enum class Form { Text, OneLine, Little, Big };
constexpr Form kForms[] = {Form::Text, Form::OneLine, Form::Little, Form::Big};

/// Writes PLY files; the caller says what the rows hold.
class Writer {
public:
    explicit Writer(Form form, const std::string& comment = {}) : m_form(form)
    {
        m_bytes = "ply\nformat " + std::string(form == Form::Little ? "binary_little_endian" : form == Form::Big ? "binary_big_endian" : "ascii") + " 1.0\n";
        if (!comment.empty())
            m_bytes += "comment " + comment + "\n";
    }
    Writer& line(const std::string& text)
    {
        m_bytes += text + "\n";
        return *this;
    }
    template <class T>
    Writer& put(T value)
    {
        if (m_form == Form::Text || m_form == Form::OneLine) {
            m_bytes += std::to_string(value) + " ";
            return *this;
        }
        char raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        if ((m_form == Form::Big) == (std::endian::native == std::endian::little))
            std::reverse(raw, raw + sizeof(T));
        m_bytes.append(raw, sizeof(T));
        return *this;
    }
    Writer& list(const std::vector<int>& items)
    {
        put<std::uint8_t>(static_cast<std::uint8_t>(items.size()));
        for (const int item : items)
            put<std::int32_t>(item);
        return *this;
    }
    void end()
    {
        if (m_form == Form::Text)
            m_bytes += "\n";
    }
    const std::string& bytes() const { return m_bytes; }

private:
    Form m_form;
    std::string m_bytes;
};

/// Two triangles and a pentagon over six vertices, with everything that a mesh can have.
std::string smallMesh(Form form)
{
    Writer w(form);
    w.line("element edge 1").line("property int first").line("property list uchar float weights");
    w.line("element vertex 6").line("property double x").line("property float y").line("property float z").line("property float nx").line("property float ny");
    w.line("property float nz").line("property uchar red").line("property uchar green").line("property uchar blue").line("property float s").line("property float t");
    w.line("element face 3").line("property uchar flags").line("property list uchar int vertex_indices").line("end_header");
    w.put<std::int32_t>(7).put<std::uint8_t>(2).put(0.5f).put(0.25f).end();
    for (int i = 0; i < 6; ++i) {
        w.put(0.5 * i).put(float(i % 2)).put(float(i / 3)).put(0.0f).put(0.0f).put(2.0f);
        w.put<std::uint8_t>(static_cast<std::uint8_t>(51 * i)).put<std::uint8_t>(255).put<std::uint8_t>(0).put(0.25f * float(i)).put(0.125f).end();
    }
    for (const auto& face : std::vector<std::vector<int>>{{0, 1, 2}, {3, 4, 5}, {0, 1, 2, 3, 4}}) {
        w.put<std::uint8_t>(9).list(face);
        w.end();
    }
    return w.bytes();
}

/// A wavy grid, large enough to be read by several threads.
std::string gridMesh(Form form, int side, bool quads)
{
    Writer w(form);
    w.line("element vertex " + std::to_string(side * side)).line("property float x").line("property float y").line("property float z");
    w.line("property uchar red").line("property uchar green").line("property uchar blue");
    w.line("element face " + std::to_string((side - 1) * (side - 1) * (quads ? 1 : 2))).line("property list uchar int vertex_indices").line("end_header");
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            w.put(float(x) / 64).put(float((x * y) % 7) / 32).put(float(y) / 64);
            w.put<std::uint8_t>(static_cast<std::uint8_t>(x)).put<std::uint8_t>(static_cast<std::uint8_t>(y)).put<std::uint8_t>(static_cast<std::uint8_t>(x + y)).end();
        }
    for (int y = 0; y + 1 < side; ++y)
        for (int x = 0; x + 1 < side; ++x) {
            const int a = y * side + x, b = a + 1, c = a + side, d = c + 1;
            for (const auto& face : quads ? std::vector<std::vector<int>>{{a, b, d, c}} : std::vector<std::vector<int>>{{a, b, d}, {a, d, c}}) {
                w.list(face);
                w.end();
            }
        }
    return w.bytes();
}

} // namespace

class PlyImportTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::vector<std::string> m_warnings;

    Scene open(const std::string& bytes)
    {
        const fs::path path = fs::path(m_folder.path().toStdString()) / "a.ply";
        std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        m_warnings.clear();
        Scene scene;
        importPly(path, scene, m_warnings);
        return scene;
    }
    std::string message(const std::string& bytes)
    {
        try {
            open(bytes);
        } catch (const Error& e) {
            return e.what();
        }
        return {};
    }
    /// Nothing refers to what is not there.
    static bool isSound(const Scene& scene)
    {
        for (const Mesh& mesh : scene.meshes) {
            const std::size_t n = mesh.positions.size();
            const auto fits = [n](std::size_t size) { return size == 0 || size == n; };
            if (!fits(mesh.normals.size()) || !fits(mesh.colors.size()) || !fits(mesh.uvs.size()) || mesh.indices.size() % 3)
                return false;
            for (const std::uint32_t i : mesh.indices)
                if (i >= n || !mesh.positions[i].allFinite())
                    return false;
        }
        return scene.points.positions.size() == scene.points.colors.size();
    }

private Q_SLOTS:
    void everyFormatSaysTheSame()
    {
        for (const Form form : kForms) {
            const Scene scene = open(smallMesh(form));
            QCOMPARE(scene.meshes.size(), 1u);
            const Mesh& mesh = scene.meshes.front();
            QCOMPARE(mesh.positions.size(), 6u);
            QCOMPARE(mesh.positions[5], Eigen::Vector3f(2.5f, 1, 1));
            QCOMPARE(mesh.normals[3], Eigen::Vector3f(0, 0, 1));
            QVERIFY((mesh.colors[4] - Eigen::Vector3f(0.8f, 1, 0)).norm() < 1e-6f);
            QVERIFY((mesh.uvs[2] - Eigen::Vector2f(0.5f, 0.875f)).norm() < 1e-6f);
            const std::vector<std::uint32_t> expected{0, 1, 2, 3, 4, 5, 0, 1, 2, 0, 2, 3, 0, 3, 4};
            QVERIFY(mesh.indices == expected);
            QVERIFY(m_warnings.empty());
        }
    }

    void largeMeshes()
    {
        constexpr int kSide = 240;
        const Scene reference = open(gridMesh(Form::OneLine, kSide, false));
        QCOMPARE(reference.meshes.front().indices.size(), std::size_t(6 * (kSide - 1) * (kSide - 1)));
        QCOMPARE(reference.meshes.front().indices[3], 0u);
        for (const Form form : kForms)
            for (const bool quads : {false, true}) {
                const Scene scene = open(gridMesh(form, kSide, quads));
                QVERIFY(scene.meshes.front().indices == reference.meshes.front().indices);
                QVERIFY(scene.meshes.front().positions == reference.meshes.front().positions);
                QVERIFY(scene.meshes.front().colors == reference.meshes.front().colors);
            }
    }

    void largeClouds()
    {
        constexpr int kCount = 100'000;
        Scene reference;
        for (const Form form : kForms) {
            Writer w(form);
            w.line("element vertex " + std::to_string(kCount)).line("property ushort red").line("property double x").line("property short y");
            w.line("property float z").line("property ushort green").line("property ushort blue").line("element face 0");
            w.line("property list uchar int vertex_indices").line("end_header");
            for (int i = 0; i < kCount; ++i)
                w.put<std::uint16_t>(65535).put(i / 8.0).put<std::int16_t>(static_cast<std::int16_t>(-i)).put(float(i % 100)).put<std::uint16_t>(257).put<std::uint16_t>(0).end();
            Scene scene = open(w.bytes());
            QVERIFY(scene.meshes.empty());
            QCOMPARE(scene.points.positions.size(), std::size_t(kCount));
            QCOMPARE(scene.points.positions[9], Eigen::Vector3f(1.125f, -9, 9));
            QCOMPARE(int(scene.points.colors[kCount - 1][0]), 255);
            QCOMPARE(int(scene.points.colors[kCount - 1][1]), 1);
            if (reference.points.positions.empty())
                reference = std::move(scene);
            else
                QVERIFY(scene.points.positions == reference.points.positions && scene.points.colors == reference.points.colors);
        }
    }

    void pointsThatAreNotFinite()
    {
        const Scene scene = open("ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nend_header\n"
                                 "0 0 0\nnan 0 0\n1 inf 2\n1 2 3\n");
        QCOMPARE(scene.points.positions.size(), 2u);
        QCOMPARE(scene.points.positions[1], Eigen::Vector3f(1, 2, 3));
        QVERIFY(!message("ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\nnan 0 0\n").empty());
    }

    void wrongTrianglesAreLeftOut()
    {
        for (const Form form : kForms) {
            Writer w(form);
            w.line("element vertex 4").line("property float x").line("property float y").line("property float z");
            w.line("element face 4").line("property list uchar int vertex_index").line("end_header");
            for (int i = 0; i < 4; ++i)
                w.put(i == 3 ? std::numeric_limits<float>::quiet_NaN() : float(i)).put(float(i % 2)).put(0.0f).end();
            for (const auto& face : std::vector<std::vector<int>>{{0, 1, 2}, {0, 1, 4}, {0, -1, 2}, {0, 1, 3}}) {
                w.list(face);
                w.end();
            }
            const Scene scene = open(w.bytes());
            QCOMPARE(scene.meshes.front().indices.size(), 3u);
            QVERIFY(isSound(scene));
            QCOMPARE(m_warnings.size(), 1u);
            QVERIFY2(m_warnings.front().starts_with("3 triangles"), m_warnings.front().c_str());
        }
    }

    void strips()
    {
        const Scene scene = open("ply\nformat ascii 1.0\nelement vertex 6\nproperty float x\nproperty float y\nproperty float z\nelement tristrips 1\n"
                                 "property list int int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 2 0\n1 2 0\n8 0 1 2 3 -1 2 3 4\n");
        const std::vector<std::uint32_t> expected{0, 1, 2, 2, 1, 3, 2, 3, 4};
        QVERIFY(scene.meshes.front().indices == expected);
    }

    void cornersWithTextures()
    {
        const fs::path folder = m_folder.path().toStdString();
        writePng(folder / "wood.png", ColorImage(4, 4, 90));
        const auto file = [](const std::string& texture) {
            return "ply\nformat ascii 1.0\ncomment TextureFile " + texture + "\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 2\n"
                "property list uchar int vertex_indices\nproperty list uchar float texcoord\nend_header\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n"
                "3 0 1 2 6 0 0 1 0 1 1\n3 0 2 3 6 0.5 0.5 1 1 0 1\n";
        };
        const Scene scene = open(file("wood.png"));
        const Mesh& mesh = scene.meshes.front();
        QCOMPARE(mesh.positions.size(), 5u); // corner 0 has two places in the texture, corner 2 has one
        QVERIFY(isSound(scene));
        QCOMPARE(mesh.positions[mesh.indices[3]], mesh.positions[0]);
        QCOMPARE(mesh.uvs[mesh.indices[3]], Eigen::Vector2f(0.5f, 0.5f));
        QCOMPARE(mesh.uvs[mesh.indices[0]], Eigen::Vector2f(0, 1));
        QCOMPARE(scene.textures.size(), 1u);
        QCOMPARE(scene.materials.front().texture, 0);
        for (const char* missing : {"../../etc/hostname", "none.png", "/etc/hostname"}) {
            QCOMPARE(open(file(missing)).textures.size(), 0u);
            QVERIFY(m_warnings.size() == 1 && m_warnings.front().find("texture is missing") != std::string::npos);
        }
    }

    void lyingHeaders_data()
    {
        QTest::addColumn<QByteArray>("header");
        const QByteArray xyz = "property float x\nproperty float y\nproperty float z\n", list = "property list uchar int vertex_indices\n";
        const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
        row("too many vertices", "element vertex 4000000000\n" + xyz);
        row("more vertices than a number holds", "element vertex 99999999999999999999999\n" + xyz);
        row("a negative count", "element vertex -1\n" + xyz);
        row("more vertices than bytes", "element vertex 1000\n" + xyz);
        row("product above 64 bits", "element vertex 3074457345618258603\n" + xyz);
        row("too many faces", "element vertex 1\n" + xyz + "element face 4000000000\n" + list);
        row("no vertices", "element face 1\n" + list);
        row("faces first", "element face 1\n" + list + "element vertex 1\n" + xyz);
        row("no coordinates", "element vertex 1\nproperty float a\n");
        row("coordinates as a list", "element vertex 1\nproperty list uchar float x\nproperty float y\nproperty float z\n");
        row("an unknown type", "element vertex 1\nproperty quad x\n");
        row("a list counted in fractions", "element vertex 1\n" + xyz + "element face 1\nproperty list float int vertex_indices\n");
        row("faces without a list", "element vertex 1\n" + xyz + "element face 1\nproperty int vertex_indices\n");
    }

    void lyingHeaders()
    {
        QFETCH(const QByteArray, header);
        for (const char* format : {"ascii", "binary_little_endian", "binary_big_endian"}) {
            const std::string text = message("ply\nformat " + std::string(format) + " 1.0\n" + header.toStdString() + "end_header\n1 1 1\n1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n");
            QVERIFY2(!text.empty(), "accepted");
            QVERIFY2(text.find("a.ply") != std::string::npos, text.c_str());
        }
        QVERIFY(!message("ply\nformat binary_middle_endian 1.0\n" + header.toStdString() + "end_header\n").empty());
    }

    void lyingLists()
    {
        for (const std::uint32_t count : {4u, 0x7fffffffu, 0xffffffffu}) {
            Writer w(Form::Little);
            w.line("element vertex 3").line("property float x").line("property float y").line("property float z");
            w.line("element face 1").line("property list uint int vertex_indices").line("end_header");
            for (int i = 0; i < 9; ++i)
                w.put(float(i * i));
            w.put(count).put(0).put(1).put(2);
            QVERIFY(!message(w.bytes()).empty());
        }
    }

    void cutOffAnywhere()
    {
        for (const Form form : kForms) {
            const std::string bytes = smallMesh(form);
            const std::size_t data = bytes.find("end_header");
            for (std::size_t size = 0; size + 2 < bytes.size(); size += size < data ? 11 : 1)
                try {
                    QVERIFY(isSound(open(bytes.substr(0, size))));
                    // Text may lose the end of its last number and still be whole.
                    QVERIFY(form == Form::Text || form == Form::OneLine);
                } catch (const Error&) {
                }
        }
    }

    void randomDamage()
    {
        Rng rng(4);
        const std::string grid = gridMesh(Form::Little, 12, true);
        for (int round = 0; round < 3000; ++round) {
            std::string bytes = round % 5 == 4 ? grid : smallMesh(kForms[round % 4]);
            for (auto changes = rng.integer(1, 6); changes > 0; --changes) {
                const auto at = static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(bytes.size()) - 1));
                bytes[at] = static_cast<char>(rng.integer(0, 1) ? rng.integer(0, 255) : "0123456789-\n e."[rng.integer(0, 14)]);
            }
            try {
                QVERIFY(isSound(open(bytes)));
            } catch (const Error&) {
            }
        }
    }
};

QTEST_APPLESS_MAIN(PlyImportTest)
#include "tst_PlyImport.moc"
