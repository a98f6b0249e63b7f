#include <fstream>

#include <QTemporaryDir>
#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/scene/Observation.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/library/FurnitureCatalog.h"
#include "core/scene/library/FurnitureLibrary.h"
#include "core/scene/library/ZipArchive.h"
#include "tests/core/scene/ZipWriter.h"

using namespace w2v;

namespace {

/// A box of this name as an OBJ model in metres of its own.
std::string boxModel()
{
    return "mtllib thing.mtl\nusemtl red\nv 0 0 0\nv 2 0 0\nv 2 3 0\nv 0 3 0\nv 0 0 1\nv 2 0 1\nv 2 3 1\nv 0 3 1\n"
           "f 1 4 3 2\nf 5 6 7 8\nf 1 2 6 5\nf 4 8 7 3\nf 1 5 8 4\nf 2 3 7 6\n";
}

const char* kCatalog = "# a comment\nid=test\nname#1=Sof\\u00e1 red sofa\ncategory#1=Living room\nmodel#1=/m/thing.obj\nwidth#1=195\ndepth#1=88\nheight#1=80\n"
                       "creator#1=A. Maker\nlicense#1=CC-BY\n"
                       "name#2=Bed\nmodel#2=/m/thing.obj\nwidth#2=155\ndepth#2=208\nheight#2=90\n"
                       "name#3=Front door\nmodel#3=/m/thing.obj\nwidth#3=90\ndepth#3=10\nheight#3=210\ndoorOrWindow#3=true\n"
                       "name#4=Chair\nmodel#4=/m/thing.dae\nwidth#4=45\ndepth#4=45\nheight#4=90\n"
                       "name#5 : Chair\nmodel#5=/m/broken.obj\nwidth#5=45\ndepth#5=\\\n   50\nheight#5=90\n"
                       "name#6=Chair\nmodel#6=/../../etc/passwd.obj\nwidth#6=45\ndepth#6=50\nheight#6=90\n";

} // namespace

class TestFurnitureLibrary : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    fs::path library(const std::string& name, const std::vector<test::ZipFile>& files)
    {
        const fs::path path = fs::path(m_folder.path().toStdString()) / name;
        test::writeZip(path, files);
        return path;
    }

    fs::path good()
    {
        return library("good.sh3f", {{"PluginFurnitureCatalog.properties", kCatalog}, {"LICENSE.TXT", "Models under the Free Art License 1.3\n"},
                                     {"m/thing.obj", boxModel()}, {"m/thing.mtl", "newmtl red\nKd 0.9 0.1 0.1\n"}, {"m/broken.obj", "f 1 2 3\n"},
                                     {"../../etc/passwd.obj", boxModel()}});
    }

private Q_SLOTS:
    void theCatalogueIsRead()
    {
        const auto properties = parseProperties(kCatalog, "catalogue");
        QCOMPARE(properties.at("name#1"), std::string("Sof\xC3\xA1 red sofa"));
        QCOMPARE(properties.at("name#5"), std::string("Chair"));
        QCOMPARE(properties.at("depth#5"), std::string("50"));
        std::size_t leftOut = 0;
        const auto pieces = catalogPieces(properties, leftOut);
        QCOMPARE(pieces.size(), std::size_t(3));
        QCOMPARE(leftOut, std::size_t(3)); // the door, the model that is no OBJ, the one outside
        QCOMPARE(pieces[0].width, 1.95);
        QCOMPARE(pieces[0].model, std::string("m/thing.obj"));
    }

    void modelsGetTheirSizeAndTheirCredit()
    {
        FurnitureLibrary furniture(good());
        Rng rng(1);
        const auto sofa = furniture.pick("sofa", 2.0, 0.9, 0.85, rng);
        QVERIFY(sofa);
        QCOMPARE(sofa->label, std::string("sof\xC3\xA1 red sofa"));
        Eigen::AlignedBox3f box;
        for (const Mesh& mesh : sofa->meshes)
            for (const Eigen::Vector3f& p : mesh.positions)
                box.extend(p);
        QVERIFY((box.min() - Eigen::Vector3f(-0.975f, 0, -0.44f)).norm() < 1e-4f);
        QVERIFY((box.max() - Eigen::Vector3f(0.975f, 0.8f, 0.44f)).norm() < 1e-4f);
        QVERIFY(std::abs(sofa->materials.at(static_cast<std::size_t>(sofa->meshes[0].material)).baseColor.x() - 0.9f) < 0.01f);
        QVERIFY(!furniture.pick("sofa", 0.5, 0.9, 0.85, rng)); // it would have to be squeezed
        QVERIFY(!furniture.pick("chair", 0.45, 0.5, 0.9, rng)); // its models are broken or outside
        QVERIFY(!furniture.pick("kitchen counter", 2, 0.6, 0.9, rng));
        const auto credits = furniture.takeCredits();
        QCOMPARE(credits.size(), std::size_t(1));
        QVERIFY(furniture.takeCredits().empty());
        const std::string& credit = credits[0];
        QVERIFY(credit.find("A. Maker") != std::string::npos && credit.find("CC-BY") != std::string::npos && credit.find("good.sh3f") != std::string::npos);
    }

    void roomsAreFurnishedFromIt()
    {
        const fs::path path = good();
        int rooms = 0;
        for (std::uint64_t seed = 1; seed < 12; ++seed) {
            RoomOptions options;
            options.bakeLight = false;
            options.detail = 0.4;
            const Scene plain = generateRoom(seed, options);
            options.furniture = std::make_shared<FurnitureLibrary>(path);
            const Scene scene = generateRoom(seed, options);
            options.furniture = std::make_shared<FurnitureLibrary>(path);
            const Scene again = generateRoom(seed, options);
            QCOMPARE(scene.instances.size(), plain.instances.size());
            QCOMPARE(scene.footprints.size(), plain.footprints.size());
            for (std::size_t i = 0; i < scene.instances.size(); ++i) {
                const Instance &own = scene.instances[i], &before = plain.instances[i];
                QCOMPARE(own.label, again.instances[i].label);
                if (before.label != "sofa" || own.label == "sofa")
                    continue;
                ++rooms;
                QCOMPARE(own.label, std::string("sof\xC3\xA1 red sofa"));
                QVERIFY((own.bounds.center() - before.bounds.center()).norm() < 0.25); // it stands where the generated one stood
            }
        }
        QVERIFY(rooms > 0);
        const Observation observation = openObservation("room:3@" + path.string());
        QCOMPARE(observation.kind, ObservationKind::MeshScene);
        QVERIFY_THROWS_EXCEPTION(Error, openObservation("room:3@/nowhere.sh3f"));
        QVERIFY_THROWS_EXCEPTION(Error, openObservation("room:x@" + path.string()));
    }

    void hostileArchivesAreRefused()
    {
        const fs::path folder = m_folder.path().toStdString();
        writeFileAtomic(folder / "text.sh3f", "no zip at all");
        QVERIFY_THROWS_EXCEPTION(Error, FurnitureLibrary(folder / "text.sh3f"));
        QVERIFY_THROWS_EXCEPTION(Error, FurnitureLibrary(library("empty.sh3f", {{"readme", "x"}})));
        QVERIFY_THROWS_EXCEPTION(Error, FurnitureLibrary(folder / "missing.sh3f"));
        // One that claims to unpack to 4 GB, one that unpacks to more than it says, one cut off.
        const fs::path bomb = library("bomb.sh3f", {{"PluginFurnitureCatalog.properties", "x", 0xfffffff0u}});
        QVERIFY_THROWS_EXCEPTION(Error, FurnitureLibrary{bomb});
        const fs::path lies = library("lies.sh3f", {{"PluginFurnitureCatalog.properties", kCatalog, 5}});
        QVERIFY_THROWS_EXCEPTION(Error, FurnitureLibrary{lies});
        std::string whole = readFile(good());
        for (const std::size_t length : {whole.size() / 2, whole.size() - 30}) {
            writeFileAtomic(folder / "cut.sh3f", whole.substr(0, length));
            QVERIFY_THROWS_EXCEPTION(Error, FurnitureLibrary(folder / "cut.sh3f"));
        }
        const ZipArchive archive(good());
        QVERIFY_THROWS_EXCEPTION(Error, archive.read("m/thing.obj", 10));
        QVERIFY_THROWS_EXCEPTION(Error, archive.read("m/none.obj", 1000));
        QVERIFY(!fs::exists("/etc/passwd.obj"));
    }

    void debiansLibrariesWork()
    {
        fs::path folder = FurnitureLibrary::installed();
        if (const char* given = std::getenv("W2V_FURNITURE"))
            folder = given;
        if (folder.empty())
            QSKIP("sweethome3d-furniture is not installed and W2V_FURNITURE names no folder");
        RoomOptions options;
        options.furniture = std::make_shared<FurnitureLibrary>(folder);
        QVERIFY(options.furniture->pieces() > 100);
        const Scene scene = generateRoom(7, options);
        QVERIFY(!options.furniture->takeCredits().empty());
        for (const Instance& instance : scene.instances)
            QVERIFY(instance.bounds.min().allFinite());
    }
};

QTEST_APPLESS_MAIN(TestFurnitureLibrary)
#include "tst_FurnitureLibrary.moc"
