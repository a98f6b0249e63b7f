#include <QtTest>

#include <map>

#include "core/supervision/VisualSkills.h"

using namespace w2v;

namespace {

/// Two views of a wall 3 m ahead, the second half a metre to the right; a cupboard stands before it on the left of the first view.
struct Room {
    RolloutRecord rollout;
    DepthMap first{56, 56, 3.0f}, second{56, 56, 3.0f};

    Room()
    {
        const Intrinsics camera = intrinsicsFromFov(56, 56, 90);
        rollout.id = "r1";
        rollout.trajectory.camera = camera;
        Rigid3d aside = Rigid3d::Identity();
        aside.translation() = Eigen::Vector3d(0.5, 0, 0);
        rollout.trajectory.startFromCamera = {Rigid3d::Identity(), aside};
        rollout.frames = {{"blob:a#0", Rigid3d::Identity(), 1.0, {}}, {"blob:a#1", aside, 1.0, {}}};
        VisibleObject cupboard{1, "cupboard", {100, 300, 300, 700}, {100, 300, 300, 700}, 200, 1.0, 1.5, true};
        VisibleObject lamp{2, "lamp", {600, 200, 700, 400}, {600, 200, 700, 400}, 60, 1.0, 2.9, true};
        rollout.frames[0].objects = {cupboard, lamp};
        rollout.frames[1].objects = {lamp};
    }

    std::vector<SkillRecord> records(std::uint64_t seed, int ofEach = 2) const
    {
        return skillRecords(rollout, {{&first, &second}}, {.ofEach = ofEach, .hiddenShare = 0.3, .objects = {}}, Rng(seed));
    }
};

std::array<int, 2> lastPoint(const std::string& text)
{
    std::array<int, 2> point{};
    std::sscanf(text.c_str() + text.rfind('['), "[%d, %d]", &point[0], &point[1]);
    return point;
}

} // namespace

/// Questions of the pretraining, and how they are scored.
class TestVisualSkills : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySkillIsAskedAndIsRepeatable()
    {
        std::map<Skill, int> counts;
        const Room room;
        for (std::uint64_t seed = 0; seed < 80; ++seed) {
            const auto records = room.records(seed), again = room.records(seed);
            QCOMPARE(records.size(), again.size());
            for (std::size_t i = 0; i < records.size(); ++i) {
                ++counts[records[i].skill];
                QCOMPARE(records[i].texts[0].question, again[i].texts[0].question);
                QCOMPARE(records[i].texts[0].answer, again[i].texts[0].answer);
                QCOMPARE(records[i].showsBoth, records[i].skill == Skill::Match);
                QCOMPARE(records[i].texts[0].question.find("<image><image>") == 0, records[i].showsBoth);
                QCOMPARE(scoreSkill(records[i].skill, records[i].texts[0].answer, records[i].texts[0].answer), 1.0);
            }
        }
        for (int skill = 0; skill < kSkillCount; ++skill)
            QVERIFY2(counts[static_cast<Skill>(skill)] >= 10, skillName(static_cast<Skill>(skill)));
    }

    void matchedPointsAreWhereGeometrySays()
    {
        const Room room;
        int visible = 0, hidden = 0;
        for (std::uint64_t seed = 0; seed < 60; ++seed)
            for (const SkillRecord& record : room.records(seed)) {
                if (record.skill != Skill::Match)
                    continue;
                const std::array<int, 2> asked = lastPoint(record.texts[0].question);
                // Half a metre at 3 m with 90 degrees: a twelfth of the width to the left, or to the right from the second view.
                const double expected = asked[0] + (record.view == 0 ? -1 : 1) * 1000.0 / 12;
                if (record.texts[0].answer == "not visible") {
                    ++hidden;
                    QVERIFY2(expected < 0 || expected > 1000, record.texts[0].question.c_str());
                    continue;
                }
                ++visible;
                const std::array<int, 2> found = lastPoint(record.texts[0].answer);
                QVERIFY2(std::abs(found[0] - expected) <= 1.5, (record.texts[0].question + " " + record.texts[0].answer).c_str());
                QVERIFY(std::abs(found[1] - asked[1]) <= 1);
                const std::array<int, 2> flipped = lastPoint(record.texts[1].answer);
                QCOMPARE(flipped[0], 1000 - found[0]);
            }
        QVERIFY(visible > 40 && hidden > 10);
    }

    void whatStandsBeforeAPointHidesIt()
    {
        Room room;
        for (int y = 0; y < 56; ++y)
            for (int x = 0; x < 56; ++x)
                room.second.at(x, y) = 1.0f; // something fills the second view, nearer than the wall
        for (std::uint64_t seed = 0; seed < 20; ++seed)
            for (const SkillRecord& record : room.records(seed))
                if (record.skill == Skill::Match && record.view == 0)
                    QCOMPARE(record.texts[0].answer, std::string("not visible"));
    }

    void nearerThingsAndBoxesAreTheRenderers()
    {
        const Room room;
        for (std::uint64_t seed = 0; seed < 40; ++seed)
            for (const SkillRecord& record : room.records(seed)) {
                const SkillRecord::Text& text = record.texts[0];
                if (record.skill == Skill::Depth && text.question.find("cupboard") != std::string::npos)
                    QCOMPARE(text.answer, std::string("cupboard"));
                if (record.skill == Skill::Box && text.question.find("cupboard") != std::string::npos) {
                    QCOMPARE(text.answer, std::string("[100, 300, 300, 700]"));
                    QCOMPARE(record.texts[1].answer, std::string("[700, 300, 900, 700]"));
                }
                if (record.skill == Skill::Name && text.question.find("[100, 300") != std::string::npos)
                    QCOMPARE(text.answer, std::string("cupboard"));
            }
    }

    void whatIsReadStandsInTheQuestion()
    {
        const Room room;
        int lists = 0, sums = 0;
        for (std::uint64_t seed = 0; seed < 60; ++seed)
            for (const SkillRecord& record : room.records(seed)) {
                if (record.skill != Skill::Read)
                    continue;
                for (const SkillRecord::Text& text : record.texts) {
                    std::vector<int> numbers;
                    for (const char* at = text.question.c_str(); *at;) {
                        int value = 0, used = 0;
                        const bool number = std::isdigit(static_cast<unsigned char>(*at)) || (*at == '-' && std::isdigit(static_cast<unsigned char>(at[1])));
                        if (number && std::sscanf(at, "%d%n", &value, &used) == 1) {
                            numbers.push_back(value);
                            at += used;
                        } else {
                            ++at;
                        }
                    }
                    std::array<int, 4> box{};
                    QCOMPARE(std::sscanf(text.answer.c_str(), "[%d, %d, %d, %d]", &box[0], &box[1], &box[2], &box[3]), 4);
                    if (text.question.find("dd [") == std::string::npos && text.question.find("plus") == std::string::npos) {
                        ++lists;
                        QVERIFY2(text.question.find(text.answer) != std::string::npos, text.question.c_str());
                        continue;
                    }
                    ++sums;
                    QCOMPARE(numbers.size(), 6u);
                    const bool boxFirst = text.question.find("o the ") == std::string::npos;
                    const int *from = numbers.data() + (boxFirst ? 0 : 2), *added = numbers.data() + (boxFirst ? 4 : 0);
                    for (int i = 0; i < 4; ++i)
                        QCOMPARE(box[static_cast<std::size_t>(i)], std::clamp(from[i] + added[i % 2], 0, 1000));
                }
            }
        QVERIFY(lists > 10 && sums > 10);
    }

    void scores()
    {
        QCOMPARE(scoreSkill(Skill::Name, "lamp", "lamp"), 1.0);
        QCOMPARE(scoreSkill(Skill::Name, "lamp", "a lamp"), 0.0);
        QCOMPARE(scoreSkill(Skill::Match, "[500, 500]", "[570, 430]"), 1.0);
        QCOMPARE(scoreSkill(Skill::Match, "[500, 500]", "[590, 500]"), 0.0);
        QCOMPARE(scoreSkill(Skill::Match, "[500, 500]", "not visible"), 0.0);
        QCOMPARE(scoreSkill(Skill::Match, "not visible", "[1, 2]"), 0.0);
        QCOMPARE(scoreSkill(Skill::Box, "[0, 0, 100, 100]", "[0, 0, 100, 60]"), 1.0);
        QCOMPARE(scoreSkill(Skill::Box, "[0, 0, 100, 100]", "[0, 0, 100, 40]"), 0.0);
        QCOMPARE(scoreSkill(Skill::Box, "[0, 0, 100, 100]", "[99999999999, x"), 0.0);
        QCOMPARE(scoreSkill(Skill::Read, "[0, 0, 100, 100]", "[0, 0, 100, 101]"), 0.0);
        for (int skill = 0; skill < kSkillCount; ++skill)
            QVERIFY(skillFromName(skillName(static_cast<Skill>(skill))) == static_cast<Skill>(skill));
        QVERIFY(!skillFromName("A1"));
    }
};

QTEST_APPLESS_MAIN(TestVisualSkills)
#include "tst_VisualSkills.moc"
