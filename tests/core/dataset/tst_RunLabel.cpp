#include <QTemporaryDir>
#include <QtTest>

#include "core/base/Error.h"
#include "core/dataset/RunLabel.h"

using namespace w2v;

class TestRunLabel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keptUndoneAndRedone()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("p.w2v")).toStdString();
        Project project = Project::create(path);
        QVERIFY(runLabels(project).empty());
        const std::vector<RunLabel> first{{"a", "night run", "seeds", {"good", "x y"}, false}, {"b", "", "seeds", {}, true}};
        setRunLabels(project, first, "Group runs");
        QVERIFY(runLabels(project) == first);
        const std::vector<RunLabel> second{{"a", "", "", {}, false}, {"c", "other", "", {}, false}};
        setRunLabels(project, second, "Rename run");
        QVERIFY(runLabels(project) == (std::vector<RunLabel>{first[1], second[1]})); // nothing is left of a
        QVERIFY(runLabels(Project::open(path)).size() == 2);
        QCOMPARE(project.undo().value_or(""), std::string("Rename run"));
        QVERIFY(runLabels(project) == first);
        QCOMPARE(project.undo().value_or(""), std::string("Group runs"));
        QVERIFY(runLabels(project).empty());
        project.redo();
        project.redo();
        QVERIFY(runLabels(project) == (std::vector<RunLabel>{first[1], second[1]}));
    }

    void longTextsAreAnError()
    {
        QTemporaryDir folder;
        Project project = Project::create(folder.filePath(QStringLiteral("p.w2v")).toStdString());
        const std::vector<RunLabel> labels{{"a", std::string(1000, 'x'), "", {}, false}};
        QVERIFY_THROWS_EXCEPTION(Error, setRunLabels(project, labels, "x"));
        const std::vector<RunLabel> lines{{"a", "two\nlines", "", {}, false}};
        QVERIFY_THROWS_EXCEPTION(Error, setRunLabels(project, lines, "x"));
        QVERIFY(runLabels(project).empty());
    }
};

QTEST_GUILESS_MAIN(TestRunLabel)
#include "tst_RunLabel.moc"
