#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/base/Rng.h"
#include "core/eval/Reward.h"
#include "core/eval/VerifiedReward.h"
#include "core/training/TrainerExport.h"

using namespace w2v;

namespace {

struct Case {
    QaRecord record;
    std::string response;
};

std::string motion(Rng& rng)
{
    static const char* kWords[] = {"move forward", "move backward", "move left", "move right", "turn left", "turn right"};
    const auto k = static_cast<std::size_t>(rng.integer(0, 5));
    const double amount = k < 4 ? 0.1 * static_cast<double>(rng.integer(1, 40)) : 5.0 * static_cast<double>(rng.integer(1, 30));
    return std::string(kWords[k]) + ' ' + Json(amount).dump() + (k < 4 ? " meters" : " degrees");
}

std::string motions(Rng& rng, std::int64_t count)
{
    std::string text;
    for (; count > 0; --count)
        text += motion(rng) + (count > 1 ? "; " : "");
    return text;
}

std::string box(Rng& rng)
{
    const auto n = [&] { return std::to_string(rng.integer(-80, 1100)); };
    return '[' + n() + ", " + n() + ", " + n() + ", " + n() + ']';
}

/// Answers of every kind, right, wrong and odd.
std::vector<Case> cases()
{
    Rng rng(11);
    std::vector<Case> out;
    const auto add = [&](Task task, int variant, const std::string& answer, const std::string& response) {
        QaRecord record;
        record.task = task;
        record.variant = variant;
        record.answer = answer;
        record.facts = Json{{"letter_true", "A"}};
        out.push_back({record, response});
    };
    for (int i = 0; i < 150; ++i) {
        const std::string one = motion(rng), several = motions(rng, rng.integer(1, 4));
        for (const std::string& response : {one, motion(rng), motions(rng, 3), "I think " + one + ".", std::string("no idea"), std::string(250, 'x')})
            add(i % 2 ? Task::A1 : Task::A2, 0, one, response);
        for (const std::string& response : {several, motions(rng, rng.integer(1, 5)), several + "; " + motion(rng), std::string()})
            add(i % 2 ? Task::A3 : Task::D3, 0, several, response);
        const std::string truth = box(rng);
        for (const std::string& response : {truth, box(rng), "bbox " + box(rng), "it is at " + box(rng) + '!', std::string("[1, 2, 3]")})
            add(Task::D1, 0, truth, response);
    }
    const std::vector<std::vector<std::string>> truths{{"yes", "no", "true", "false"}, {"A", "B"}, {"The chair is out of sight.", "The chair is still in sight."}};
    const std::vector<std::string> sentences{"They are the same object.", "They are different objects.", "The claim is true.", "The claim is false."};
    for (const char* response : {"yes", "No.", "TRUE", "a", "B!", "c", "the sofa is out of sight", "It is still in sight", "they are the same object",
                                        "They are different objects", "the claim is true", "the claim is false", "", "A."}) {
        for (int variant = 0; variant < 3; ++variant)
            for (const std::string& truth : truths[static_cast<std::size_t>(variant)])
                add(Task::D2, variant, truth, response);
        for (std::size_t k = 0; k < sentences.size(); ++k)
            add(k < 2 ? Task::D4 : Task::A4, 2, sentences[k], response);
    }
    return out;
}

} // namespace

/// The reward that EasyR1 gets is the one that the workbench trains with.
class TestRewardFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesWhatWeGive_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::newRow("verified") << "verified";
        QTest::newRow("reference") << "reference";
    }

    void givesWhatWeGive()
    {
        QFETCH(const QString, rule);
        const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
        if (python.isEmpty())
            QSKIP("python3 is not installed");
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("reward.py"));
        writeFileAtomic(file.toStdString(), rewardFile(rule.toStdString()));
        const std::vector<Case> all = cases();
        std::string lines;
        for (const Case& one : all)
            lines += Json{{"response", one.response}, {"ground_truth", Json{{"task_type", taskName(one.record.task)}, {"answer", one.record.answer}}.dump()}}.dump() + '\n';
        QProcess process;
        process.start(python, {file});
        process.write(QByteArray::fromStdString(lines));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 0);
        const QList<QByteArray> replies = process.readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(static_cast<std::size_t>(replies.size()), all.size());
        int positive = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Case& one = all[i];
            const Json theirs = Json::parse(replies[static_cast<qsizetype>(i)].toStdString());
            const RewardParts ours = rule == QLatin1String("reference") ? referenceReward(one.response, taskName(one.record.task), one.record.answer)
                                                                        : verifiedReward(one.record, one.response);
            QCOMPARE(theirs.size(), ours.size());
            for (const auto& [name, value] : ours)
                QVERIFY2(std::abs(theirs.at(name).get<double>() - value) < 1e-9,
                         qPrintable(QStringLiteral("%1: %2 / %3: %4 ours %5 theirs %6").arg(QString::fromLatin1(taskName(one.record.task)), QString::fromStdString(one.record.answer),
                                    QString::fromStdString(one.response), QString::fromStdString(name)).arg(value).arg(theirs.at(name).get<double>())));
            positive += ours.front().second > 0.5 ? 1 : 0;
        }
        QVERIFY(positive > 300);
    }

    void unknownRulesAreAnError() { QVERIFY_THROWS_EXCEPTION(Error, rewardFile("other")); }
};

QTEST_GUILESS_MAIN(TestRewardFile)
#include "tst_RewardFile.moc"
