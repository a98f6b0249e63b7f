#include <QtTest>

#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/Error.h"
#include "core/eval/Audit.h"
#include "core/eval/RewardSelfTest.h"
#include "core/eval/VerifiedReward.h"
#include "core/supervision/ReferenceMotionTasks.h"
#include "core/supervision/Supervision.h"
#include "tests/support/SyntheticRollouts.h"

using namespace w2v;
using namespace w2v::testing;

namespace {

std::vector<QaRecord> numbered(std::vector<QaRecord> records)
{
    for (std::size_t i = 0; i < records.size(); ++i)
        records[i].id = fmt::format("q{}", i + 1);
    return records;
}

std::set<std::string> codesOf(const nlohmann::ordered_json& audit)
{
    std::set<std::string> codes;
    for (const auto& finding : audit.at("findings"))
        if (finding.at("weight") != "note")
            codes.insert(finding.at("code").get<std::string>());
    return codes;
}

} // namespace

class tst_Audit : public QObject {
    Q_OBJECT

    std::vector<RolloutRecord> m_rollouts = syntheticRollouts({.rollouts = 1600});
    std::map<std::string, const RolloutRecord*> m_byId;
    SilentJobContext m_job;

    nlohmann::ordered_json audit(const std::vector<QaRecord>& records)
    {
        return auditRecords(records, [this](const std::string& id) {
            const auto it = m_byId.find(id);
            return it == m_byId.end() ? nullptr : it->second;
        }, {}, m_job);
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const RolloutRecord& rollout : m_rollouts)
            m_byId[rollout.id] = &rollout;
    }

    void verifiedRecordsPass()
    {
        SupervisionOptions options;
        options.allVariants = true;
        const std::vector<QaRecord> records = numbered(buildVerifiedRecords(m_rollouts, options));
        std::set<std::pair<Task, int>> variants;
        for (const QaRecord& record : records)
            variants.insert({record.task, record.variant});
        QCOMPARE(variants.size(), std::size_t(4 * 3 + 4)); // three for A4, D2, D3, D4
        const auto report = audit(records);
        QVERIFY2(report.at("passed").get<bool>(), report.at("findings").dump(1).c_str());
        for (const auto& row : report.at("self_test")) {
            QCOMPARE(row.at("gold_failed").get<int>(), 0);
            QCOMPARE(row.at("wrong_passed").get<int>(), 0);
        }
        for (const char* task : {"A4", "D2", "D4"}) {
            const auto& row = report.at("shortcuts").at(task);
            QVERIFY2(row.at("blind").get<double>() <= 55, task);
            QVERIFY(row.at("guess").get<double>() >= 50 && row.at("guess").get<double>() >= row.at("majority").get<double>());
            QVERIFY(std::abs(row.at("above").get<double>() - (row.at("blind").get<double>() - row.at("guess").get<double>())) < 0.11);
        }
        QVERIFY(report.at("shortcuts").at("D1").at("blind").get<double>() <= 40);
        for (const auto& [task, row] : report.at("labels").items())
            QCOMPARE(row.at("disagree").get<int>(), 0);
    }

    void referenceDefectsAreNamed()
    {
        const std::vector<QaRecord> records = numbered(buildReferenceRecords(m_rollouts, {}));
        const auto report = audit(records);
        QVERIFY(!report.at("passed").get<bool>());
        const std::set<std::string> codes = codesOf(report);
        for (const char* code : {"B10", "B11", "B12", "B13", "B14", "B17", "B18", "B20", "direction", "label", "reward"})
            QVERIFY2(codes.contains(code), code);
    }

    void wrongMotionIsLabelNoise()
    {
        std::vector<RolloutRecord> rollouts = syntheticRollouts({.rollouts = 60});
        std::map<std::string, const RolloutRecord*> byId;
        for (std::size_t i = 0; i < rollouts.size(); ++i) {
            byId[rollouts[i].id] = &rollouts[i];
            if (i % 3 == 2) // not measured
                continue;
            MotionMeasurement motion;
            motion.inliers = 200;
            motion.rotationSigma = 0.1;
            motion.rotationError = i % 3 == 0 ? 0.2 : 12; // degrees; 3 are allowed
            for (RolloutFrame& frame : rollouts[i].frames) {
                frame.quality.emplace();
                frame.quality->motion = motion;
            }
        }
        const std::vector<QaRecord> records = numbered(buildReferenceRecords(rollouts, {}));
        const auto report = auditRecords(records, [&](const std::string& id) { return byId.contains(id) ? byId.at(id) : nullptr; }, {}, m_job);
        std::map<std::string, std::array<int, 3>> expected; // measured, contradicting, not measured
        for (const QaRecord& record : records) {
            const auto at = byId.at(record.rollout) - rollouts.data();
            auto& [measured, wrong, unmeasured] = expected[taskName(record.task)];
            ++(at % 3 == 2 ? unmeasured : measured);
            wrong += at % 3 == 1;
        }
        QVERIFY(!expected.empty());
        for (const auto& [task, counts] : expected) {
            const auto& row = report.at("label_noise").at(task);
            QCOMPARE(row.at("checked").get<int>(), counts[0]);
            QCOMPARE(row.at("contradict").get<int>(), counts[1]);
            QCOMPARE(row.at("unmeasured").get<int>(), counts[2]);
        }
        QVERIFY(codesOf(report).contains("motion"));
        QVERIFY(auditHtml(report, "p").find("Label noise by the motion check") != std::string::npos);
    }

    void plantedFaultsAreFound()
    {
        std::vector<QaRecord> records = numbered(buildVerifiedRecords(m_rollouts, {}));
        const auto first = [&](Task task) -> QaRecord& {
            return *std::find_if(records.begin(), records.end(), [&](const QaRecord& r) { return r.task == task; });
        };
        first(Task::A1).answer = "forward 0.5 m";                   // the reward reads no motion
        first(Task::A2).question += " Answer: " + first(Task::A2).answer + ".";
        first(Task::D2).answer = first(Task::D2).answer == "yes" ? "no" : "yes";
        records.push_back(first(Task::D3));
        records.back().id = "copy";
        QaRecord& moved = first(Task::D1);
        moved.split = moved.split == "train" ? "heldout" : "train";
        const std::set<std::string> codes = codesOf(audit(records));
        for (const char* code : {"B16", "B11", "label", "B21", "split", "reward"})
            QVERIFY2(codes.contains(code), code);
    }

    void rewardTellsRightFromWrong()
    {
        QaRecord record;
        record.task = Task::A1;
        record.answer = "move forward 1 meters";
        QCOMPARE(rewardOf(record, "move forward 1.1 meters"), 1.0);
        QVERIFY(rewardOf(record, "move forward 1.6 meters") < 0.8);
        QVERIFY(rewardOf(record, "move forward 1 meters; move backward 1 meters") < 1);
        QVERIFY(rewardOf(record, "move backward 1 meters") < 0.2);
        QCOMPARE(rewardOf(record, std::string(201, 'x')), -1.0);
        record.task = Task::D2;
        record.variant = 1;
        record.answer = "B";
        record.facts["letter_true"] = "B";
        QCOMPARE(rewardOf(record, " b. "), 1.0);
        QCOMPARE(rewardOf(record, "A"), 0.2);
        QCOMPARE(rewardOf(record, "yes"), 0.0);
        record.mode = "reference"; // which cannot read letters
        QCOMPARE(rewardOf(record, "B"), 0.0);
        record.mode = "verified";
        record.variant = 2;
        record.answer = "The chair is out of sight.";
        QCOMPARE(rewardOf(record, "the chair is out of sight"), 1.0);
        QCOMPARE(rewardOf(record, "The chair is still in sight."), 0.2);
    }

    void pageIsEscaped()
    {
        std::vector<QaRecord> records = numbered(buildVerifiedRecords(syntheticRollouts({.rollouts = 40}), {}));
        records.front().mode = "<script>";
        const std::string page = auditHtml(audit(records), "<b>name</b>");
        QVERIFY(page.find("<script>") == std::string::npos && page.find("&lt;script&gt;") != std::string::npos);
        QVERIFY(page.find("<b>name") == std::string::npos && page.find("<svg") != std::string::npos);
        QVERIFY_THROWS_EXCEPTION(Error, audit({}));
    }
};

QTEST_APPLESS_MAIN(tst_Audit)
#include "tst_Audit.moc"
