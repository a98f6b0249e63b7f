#include <QtTest>
#include <QTemporaryDir>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/supervision/TemplateFiles.h"

using namespace w2v;

class tst_Templates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void taskNames()
    {
        QCOMPARE(parseTasks("a1, D4,A1").size(), std::size_t(2));
        QCOMPARE(parseTasks("all").size(), std::size_t(kTaskCount));
        QVERIFY_THROWS_EXCEPTION(Error, parseTasks("A9"));
        QVERIFY_THROWS_EXCEPTION(Error, parseTasks(" , "));
        for (const Task task : parseTasks("all")) {
            QVERIFY(taskFromName(taskName(task)) == task);
            QVERIFY(*taskTitle(task));
        }
    }

    void builtinsAreCompleteAndClean()
    {
        const TemplateSet& verified = TemplateSet::builtin("verified");
        for (const Task task : parseTasks("all"))
            QVERIFY2(verified.of(task).questions.size() >= 3, taskName(task));
        for (const Task task : parseTasks("A1,A2,A3,A4"))
            QVERIFY(!TemplateSet::builtin("reference").of(task).questions.empty());
        QVERIFY(!verified.of(Task::D1).showsLast); // a prediction must not show its answer
        QVERIFY(!verified.of(Task::D2).showsLast);
        QVERIFY(verified.of(Task::A1).showsLast);
        QVERIFY(verified.allQuestions().size() >= 24);
        QVERIFY_THROWS_EXCEPTION(Error, TemplateSet::builtin("other"));
    }

    void fillsPlaceholders()
    {
        const TaskTemplate item = parseTemplate("task: D1\nimages: [first]\nquestions: ['{label} {box1}: {action}?']", "x");
        const TemplateValues values{{"label", "cup"}, {"box1", "[1, 2, 3, 4]"}, {"action", "turn left 10 degrees"}};
        QCOMPARE(fillQuestion(item, 0, 0, values), std::string("<image>cup [1, 2, 3, 4]: turn left 10 degrees?"));
        QVERIFY_THROWS_EXCEPTION(Error, fillQuestion(item, 0, 0, {{"label", "cup"}}));
        const TaskTemplate two = parseTemplate("task: A1\nimages: [first, last]\nquestions: ['How far?']", "x");
        QCOMPARE(fillQuestion(two, 0, 0, {}), std::string("<image><image>How far?"));
    }

    void damagedTemplatesAreRefused_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const char* yaml, const char* reason) {
            QTest::newRow(name) << QString(yaml) << QString(reason);
        };
        row("empty", "", "not a map");
        row("list", "- a", "not a map");
        row("broken", "task: [A1", "YAML");
        row("no task", "images: [first]\nquestions: [a]", "task");
        row("bad task", "task: Z1\nimages: [first]\nquestions: [a]", "Z1");
        row("unknown key", "task: A1\nimages: [first, last]\nquestion: [a]", "question");
        row("no questions", "task: A1\nimages: [first, last]\nquestions: []", "questions");
        row("map question", "task: A1\nimages: [first, last]\nquestions: [{a: b}]", "questions");
        row("blank", "task: A1\nimages: [first, last]\nquestions: ['  ']", "empty");
        row("images", "task: A1\nimages: [last]\nquestions: [a]", "images");
        row("mark", "task: A1\nimages: [first, last]\nquestions: ['<image> a']", "<image>");
        row("brace", "task: A1\nimages: [first, last]\nquestions: ['a {b']", "braces");
        row("closing brace", "task: A1\nimages: [first, last]\nquestions: ['a } b']", "braces");
        row("placeholder", "task: A1\nimages: [first, last]\nquestions: ['a {direction}']", "direction");
        row("missing", "task: A4\nimages: [first, last]\nquestions: ['true or false?']", "{claim}");
        row("leak", "task: A1\nimages: [first, last]\nquestions: ['How far forward?']", "forward");
        row("half leak", "task: A2\nimages: [first, last]\nquestions: ['How far left?']", "left");
        row("truth leak", "task: A4\nimages: [first, last]\nquestions: ['Is this true: {claim}?']", "true");
        row("yes leak", "task: D4\nimages: [first, last]\nquestions: ['{label} {box1} {box2}: yes?']", "yes");
        row("mode", "task: A1\nmode: x\nimages: [first, last]\nquestions: [a]", "mode");
    }

    void damagedTemplatesAreRefused()
    {
        QFETCH(const QString, yaml);
        QFETCH(const QString, reason);
        try {
            parseTemplate(yaml.toStdString(), "file.yaml");
            QFAIL("was accepted");
        } catch (const Error& error) {
            const QString message = error.what();
            QVERIFY2(message.contains("file.yaml") && message.contains(reason), error.what());
        }
    }

    void allAlternativesTogetherAreNoLeak()
    {
        parseTemplate("task: A2\nimages: [first, last]\nquestions: ['Left or right, and how far?']", "x");
        parseTemplate("task: A1\nimages: [first, last]\nquestions: ['Forward, backward, left or right?']", "x");
        QVERIFY(!answerLeak(Task::A1, "How far forward?", "move forward 1 meters").empty());
        QVERIFY(!answerLeak(Task::A2, "Turned 30 degrees?", "turn left 30 degrees").empty());
        QVERIFY(answerLeak(Task::A2, "Left or right?", "turn left 30 degrees").empty());
        QVERIFY(!answerLeak(Task::D1, "from [1, 2, 3, 4]", "[1, 2, 3, 4]").empty());
    }

    void loadsFolders()
    {
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        QVERIFY_THROWS_EXCEPTION(Error, TemplateSet::load(root));
        QVERIFY_THROWS_EXCEPTION(Error, TemplateSet::load(root / "nowhere"));
        writeFileAtomic(root / "a.yaml", "task: A1\nimages: [first, last]\nquestions: ['How far?']");
        const TemplateSet set = TemplateSet::load(root);
        QCOMPARE(set.of(Task::A1).questions.front(), std::string("How far?"));
        QVERIFY(!set.has(Task::A2));
        QVERIFY_THROWS_EXCEPTION(Error, set.of(Task::A2));
        writeFileAtomic(root / "b.yaml", std::string("task: A2\0images", 15));
        QVERIFY_THROWS_EXCEPTION(Error, TemplateSet::load(root));
    }

    void foldersReplaceTheProgramsOwn()
    {
        QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        QCOMPARE(writeBuiltinTemplates(root / "own", "verified").size(), std::size_t(8));
        for (const TemplateFile& file : lintTemplateFolder(root / "own"))
            QVERIFY2(file.problem.empty() && file.wordings > 0 && file.mode == "verified", file.problem.c_str());
        QVERIFY_THROWS_EXCEPTION(Error, writeBuiltinTemplates(root / "own", "verified")); // nothing is written over
        createFolder(root / "few");
        writeFileAtomic(root / "few/A1.yaml", "task: A1\nimages: [first, last]\nquestions: ['How far?', 'What did it do?']");
        const TemplateSet set = templatesWith(root / "few", "verified");
        QCOMPARE(set.of(Task::A1).questions.size(), std::size_t(2));
        QCOMPARE(set.of(Task::D4).questions, TemplateSet::builtin("verified").of(Task::D4).questions);
        QVERIFY_THROWS_EXCEPTION(Error, templatesWith(root / "few", "reference"));
        writeFileAtomic(root / "few/A2.yaml", "task: A2\nimages: [first, last]\nquestions: ['How far to the left?']");
        const std::vector<TemplateFile> report = lintTemplateFolder(root / "few");
        QVERIFY(report[0].problem.empty() && report[1].problem.find("gives the answer away") != std::string::npos);
        QVERIFY_THROWS_EXCEPTION(Error, templatesWith(root / "few", "verified"));
    }

    /// The names that the released templates.jsonl has in what the user says, a task each, in words of our own.
    void knowsEveryNameOfTheReleasedFile()
    {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString(), file = root / "templates.jsonl";
        const std::map<std::string, std::string> questions{
            {"A1", "It went {DIR}. How far?"},
            {"A2", "It went {TURN_DIR}. How much?"},
            {"A3", "What did it do?"},
            {"A4", "Is it so that it did {CLAIM_ACTION}?"},
            {"D1", "{OBJECT} at {BBOX_1}, then {ACTION_SEQ}: where?"},
            {"D2", "{OBJECT} at {BBOX_1}, then {ACTION_SEQ}: gone?"},
            {"D3", "{OBJECT} at {BBOX_1}, later at {BBOX_2}: what happened?"},
            {"D4", "{OBJECT} at {BBOX_1}, {ACTION_SEQ}, {OBJECT} at {BBOX_2}: one?"}};
        std::string text;
        for (const auto& [task, question] : questions)
            text += "//   " + task + ".\n{\n \"task_type\": \"" + task + "\",\n \"messages\": [{\"role\": \"user\", \"content\": \"<image>" + (task == "D2" ? "" : "<image>")
                + question + "\"}, {\"role\": \"assistant\", \"content\": \"{DIST} {ANGLE} {TF} {YN}\"}],\n \"images\": [\"{IMG_1}\", \"{IMG_2}\"]\n}\n\n";
        writeFileAtomic(file, text);
        createFolder(root / "out");
        for (const auto& [name, yaml] : importReferenceTemplates(file))
            writeFileAtomic(root / "out" / name, yaml);
        const TemplateSet set = templatesWith(root / "out", "reference");
        const TemplateValues values{{"label", "cup"}, {"box1", "[1]"}, {"box2", "[2]"}, {"action", "walk"}, {"claim", "jump"}, {"direction", "left"}, {"count", "2"}};
        for (const auto& [name, question] : questions)
            QVERIFY2(fillQuestion(set.of(*taskFromName(name)), 0, 0, values).find_first_of("{}") == std::string::npos, name.c_str());
        QCOMPARE(fillQuestion(set.of(Task::D4), 0, 0, values), std::string("<image><image>cup at [1], walk, cup at [2]: one?"));
        QCOMPARE(fillQuestion(set.of(Task::A2), 0, 0, values), std::string("<image><image>It went left. How much?"));
    }

    void readsTheReferencesFile()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "templates.json", out = fs::path(folder.path().toStdString()) / "out";
        const std::string good = "// wordings\n{\n  \"task_type\": \"D1\", // two views\n  \"messages\": [{\"role\": \"user\",\n   \"content\": "
                                 "\"<image><image>\\nThe {OBJECT} is at {BBOX_1}; // not a comment. After {ACTION_SEQ}, where?\"}]\n}\n\n"
                                 "{\"task_type\": \"D2\", \"prompt\": \"<image>Is the {OBJECT} at {BBOX_1} gone after {ACTION_SEQ}?\"}\n"
                                 "{\"task_type\": \"D2\", \"prompt\": \"<image>{ACTION_SEQ}: does the \\\"{OBJECT}\\\" at {BBOX_1} go?\"}\n";
        writeFileAtomic(file, good);
        const auto files = importReferenceTemplates(file);
        QCOMPARE(files.size(), std::size_t(2));
        createFolder(out);
        for (const auto& [name, yaml] : files)
            writeFileAtomic(out / name, yaml);
        const TemplateSet set = templatesWith(out, "reference");
        QCOMPARE(set.of(Task::D1).questions.front(), std::string("The {label} is at {box1}; // not a comment. After {action}, where?"));
        QVERIFY(set.of(Task::D1).showsLast && !set.of(Task::D2).showsLast);
        QCOMPARE(set.of(Task::D2).questions.size(), std::size_t(2));
        QCOMPARE(fillQuestion(set.of(Task::D2), 0, 1, {{"label", "cup"}, {"box1", "[1]"}, {"action", "turn left"}}),
                 std::string("<image>turn left: does the \"cup\" at [1] go?"));
        for (const char* bad : {"", "// nothing", "{\"task_type\":\"D1\"", "{\"task_type\":\"Z1\",\"prompt\":\"a\"}", "{\"task_type\":\"D1\"}", "words {}",
                                "{\"task_type\":\"D1\",\"prompt\":\"Where is {secret}?\"}", "{\"task_type\":\"D1\",\"prompt\":\"\\", "}"}) {
            writeFileAtomic(file, bad);
            QVERIFY_THROWS_EXCEPTION(Error, importReferenceTemplates(file));
        }
    }
};

QTEST_APPLESS_MAIN(tst_Templates)
#include "tst_Templates.moc"
