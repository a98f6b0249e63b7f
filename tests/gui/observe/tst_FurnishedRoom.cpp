#include <QAction>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScreen>
#include <QTimer>

#include "core/base/Error.h"
#include "core/scene/RoomGenerator.h"
#include "core/scene/library/FurnitureLibrary.h"
#include "tests/core/scene/ZipWriter.h"
#include "tests/gui/observe/ObserveWindow.h"

using namespace w2v;

/// A room of real furniture from the window: by the menu and the file dialog, and by dropping the library. The library is made here.
class TestFurnishedRoom : public QObject {
    Q_OBJECT

    test::ObserveWindow m;
    QTemporaryDir m_dir;
    QString m_library;
    quint64 m_seed = 0; ///< of a room that gets the library's sofa

    void writeLibrary()
    {
        const char* catalog = "id=test\nname#1=Red corner sofa\ncategory#1=Living room\nmodel#1=/m/sofa.obj\nwidth#1=195\ndepth#1=88\nheight#1=80\n"
                              "creator#1=A. Maker\nlicense#1=CC-BY\n"
                              "name#2=Oak bed\nmodel#2=/m/sofa.obj\nwidth#2=155\ndepth#2=208\nheight#2=90\n";
        const char* box = "mtllib sofa.mtl\nusemtl red\nv 0 0 0\nv 2 0 0\nv 2 3 0\nv 0 3 0\nv 0 0 1\nv 2 0 1\nv 2 3 1\nv 0 3 1\n"
                          "f 1 4 3 2\nf 5 6 7 8\nf 1 2 6 5\nf 4 8 7 3\nf 1 5 8 4\nf 2 3 7 6\n";
        m_library = m_dir.filePath("little.sh3f");
        test::writeZip(m_library.toStdString(), {{"PluginFurnitureCatalog.properties", catalog}, {"m/sofa.obj", box}, {"m/sofa.mtl", "newmtl red\nKd 0.9 0.1 0.1\n"}});
    }

    static bool hasOurs(const Scene& scene)
    {
        return std::ranges::any_of(scene.instances, [](const Instance& one) { return one.label == "red corner sofa" || one.label == "oak bed"; });
    }

    /// The file dialog appears after the menu: chosen and typed into as a person does, while both run their own event loops.
    void chooseInMenuAndDialog(const QString& file)
    {
        QTimer::singleShot(200, this, [this, file] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            if (!menu)
                return;
            QTimer::singleShot(0, this, [this, file] { typeIntoDialog(file, 50); });
            for (QAction* action : menu->actions())
                if (action->text().contains("furniture")) {
                    menu->setActiveAction(action);
                    QTest::keyClick(menu, Qt::Key_Return);
                    return;
                }
            menu->close();
        });
    }

    void typeIntoDialog(const QString& file, int tries)
    {
        auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
        if (!dialog) {
            if (tries > 0)
                QTimer::singleShot(100, this, [this, file, tries] { typeIntoDialog(file, tries - 1); });
            return;
        }
        auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
        if (!name) {
            dialog->reject();
            return;
        }
        name->setFocus();
        name->setText(file);
        QTest::keyClick(name, Qt::Key_Return);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("W2V_WORKER", W2V_BINARY_DIR "/w2v-worker");
        writeLibrary();
        for (m_seed = 2; m_seed < 40; ++m_seed) {
            RoomOptions options;
            options.bakeLight = false;
            options.detail = 0.3;
            options.furniture = std::make_shared<FurnitureLibrary>(m_library.toStdString());
            if (hasOurs(generateRoom(m_seed, options)))
                break;
        }
        QVERIFY(m_seed < 40);
        const QString problem = m.open("observe-furnished", "room:" + std::to_string(m_seed - 1));
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    void cleanupTestCase() { m.close(); }

    void byMenuAndFileDialog()
    {
        chooseInMenuAndDialog(m_library);
        m.run("add");
        const std::string path = QString("room:%1@%2").arg(m_seed).arg(m_library).toStdString();
        QTRY_COMPARE_WITH_TIMEOUT(m.session->project()->observations().size(), std::size_t(2), 60000);
        QCOMPARE(m.session->project()->observations().back().path, path);
        QTRY_VERIFY_WITH_TIMEOUT(m.session->selection().observation.toStdString() == m.session->project()->observations().back().id, 30000);
        QTRY_VERIFY_WITH_TIMEOUT(m.view().scene() && hasOurs(*m.view().scene()), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(m.observe->isSettled(), 60000);
        if (const QString folder = qEnvironmentVariable("W2V_SCREENS"); !folder.isEmpty())
            m.window->screen()->grabWindow(0).save(folder + "/furnished.png");
    }

    void byDropping()
    {
        QVERIFY2(m.observe->describeDrop({m_library}).contains("little.sh3f"), qPrintable(m.observe->describeDrop({m_library})));
        m.observe->drop({m_library});
        QTRY_COMPARE_WITH_TIMEOUT(m.session->project()->observations().size(), std::size_t(3), 60000);
        const std::string added = QString("room:%1@%2").arg(m_seed + 1).arg(m_library).toStdString();
        const auto all = m.session->project()->observations();
        QVERIFY(std::ranges::any_of(all, [&](const StoredObservation& one) { return one.path == added; }));
    }

    void aBrokenLibraryIsOneMessage()
    {
        QFile broken(m_dir.filePath("broken.sh3f"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("no zip");
        broken.close();
        const int issues = m.session->issues().rowCount();
        const auto before = m.session->project()->observations().size();
        m.observe->drop({broken.fileName()});
        QTRY_COMPARE_WITH_TIMEOUT(m.session->issues().rowCount(), issues + 1, 60000);
        QVERIFY2(m.session->issues().at(issues).title.contains("broken.sh3f") || m.session->issues().at(0).title.contains("broken.sh3f"), qPrintable(m.session->issues().at(0).title));
        QCOMPARE(m.session->project()->observations().size(), before);
    }
};

QTEST_MAIN(TestFurnishedRoom)
#include "tst_FurnishedRoom.moc"
