#include <QtTest>

#include <map>

#include "core/supervision/BlindSelection.h"
#include "core/supervision/SplitByViews.h"
#include "tests/support/SyntheticRollouts.h"

using namespace w2v;
using namespace w2v::testing;

namespace {

/// Candidates whose text tells the truth nine times of ten.
std::vector<TruthCandidate> tellingCandidates(int count)
{
    Rng rng(5);
    std::vector<TruthCandidate> candidates;
    for (int i = 0; i < count; ++i) {
        TruthCandidate candidate;
        candidate.truth = rng.chance(0.5);
        const bool told = rng.chance(0.9) ? candidate.truth : !candidate.truth;
        candidate.text = {tokenOf(told ? "far" : "near"), tokenOf("word " + std::to_string(i % 7))};
        candidate.side = i % 4 ? "train" : "heldout";
        candidate.scene = "s" + std::to_string(i / 10);
        candidate.owner = static_cast<std::size_t>(i / 3);
        candidate.subject = static_cast<std::size_t>(i);
        candidates.push_back(std::move(candidate));
    }
    return candidates;
}

ColorImage picture(int seed, int noise = 0)
{
    Rng rng(static_cast<std::uint64_t>(seed)), grain(static_cast<std::uint64_t>(noise));
    ColorImage image(64, 64);
    std::array<std::array<int, 3>, 64> tiles;
    for (auto& tile : tiles)
        for (int& channel : tile)
            channel = static_cast<int>(rng.integer(20, 235));
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x)
            for (int c = 0; c < 3; ++c)
                image.at(x, y, c) = static_cast<std::uint8_t>(tiles[static_cast<std::size_t>(y / 8 * 8 + x / 8)][static_cast<std::size_t>(c)] +
                                                              (noise ? grain.integer(-3, 3) : 0));
    return image;
}

} // namespace

class tst_BlindSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchedAnswersAreNotToldByTheText()
    {
        const auto candidates = tellingCandidates(4000);
        Rng rng(1);
        const auto chosen = matchedCandidates(candidates, 2, rng);
        QVERIFY(chosen.size() > 300); // one in ten contradicts its text, and each is matched by one that does not
        std::map<std::uint32_t, std::array<int, 2>> byWord;
        std::map<std::string, std::array<int, 2>> bySide;
        std::map<std::size_t, int> owners;
        for (const std::size_t i : chosen) {
            ++byWord[candidates[i].text.front()][candidates[i].truth];
            ++bySide[candidates[i].side][candidates[i].truth];
            ++owners[candidates[i].owner];
        }
        for (const auto& [word, counts] : byWord)
            QVERIFY2(std::abs(counts[0] - counts[1]) < 0.1 * (counts[0] + counts[1]),
                     qPrintable(QString("%1 no, %2 yes").arg(counts[0]).arg(counts[1])));
        for (const auto& [side, counts] : bySide)
            QCOMPARE(counts[0], counts[1]);
        for (const auto& [owner, count] : owners)
            QVERIFY(count <= 2);
    }

    void oneSubjectIsAskedOnce()
    {
        auto candidates = tellingCandidates(600);
        for (std::size_t i = 0; i < candidates.size(); ++i)
            candidates[i].subject = i / 2;
        Rng rng(1);
        std::map<std::size_t, int> subjects;
        for (const std::size_t i : matchedCandidates(candidates, 10, rng))
            QCOMPARE(++subjects[candidates[i].subject], 1);
    }

    void rulesAnswerAtMostTheirShare()
    {
        Rng draw(3);
        std::vector<RuledCandidate> candidates;
        for (std::size_t i = 0; i < 3000; ++i)
            candidates.push_back({{static_cast<char>(draw.chance(0.7)), static_cast<char>(draw.chance(0.5))}, i % 5 ? "train" : "heldout", i / 4});
        Rng rng(1);
        const auto chosen = cappedCandidates(candidates, 3, 0.3, rng);
        QVERIFY(chosen.size() > 450); // 15% are answered by no rule
        std::map<std::string, std::array<int, 3>> counts;
        for (const std::size_t i : chosen) {
            auto& side = counts[candidates[i].side];
            side[0] += candidates[i].right[0];
            side[1] += candidates[i].right[1];
            ++side[2];
        }
        for (const auto& [side, c] : counts)
            QVERIFY(c[0] <= 0.3 * c[2] + 1 && c[1] <= 0.3 * c[2] + 1);
        QVERIFY(matchedCandidates({}, 2, rng).empty());
        QVERIFY(cappedCandidates({}, 2, 0.3, rng).empty());
    }

    void sameViewsAreRecognised()
    {
        const ViewFingerprint a = fingerprintOf(picture(1)), noisy = fingerprintOf(picture(1, 9)), other = fingerprintOf(picture(2));
        QVERIFY(areNearDuplicates(a, noisy));
        QVERIFY(!areNearDuplicates(a, other));
        const ViewFingerprint wall = fingerprintOf(ColorImage(64, 64, 200));
        QVERIFY(!areNearDuplicates(wall, wall)); // nothing to recognise
        const std::vector<ViewFingerprint> views{a, other, noisy, wall, wall};
        const auto pairs = nearDuplicatesAcross(views, std::vector{0, 1, 2, 3, 4});
        QCOMPARE(pairs.size(), std::size_t(1));
        QCOMPARE(pairs.front(), (std::pair<std::size_t, std::size_t>{0, 2}));
        QVERIFY(nearDuplicatesAcross(views, std::vector{0, 1, 0, 3, 4}).empty());
    }

    void scenesWithOneViewShareASide()
    {
        std::vector<RolloutRecord> rollouts = syntheticRollouts({.rollouts = 24, .perScene = 2});
        for (RolloutRecord& rollout : rollouts)
            rollout.split.clear();
        // The first view of rollout 20 is that of rollout 0: their scenes are one place under two names.
        const std::string copy = rollouts[20].frames.front().image;
        const auto print = [&](const std::string& image) {
            const std::string shown = image == copy ? rollouts[0].frames.front().image : image;
            return fingerprintOf(picture(static_cast<int>(std::hash<std::string>{}(shown) % 100000), image == copy ? 4 : 0));
        };
        const SplitReport report = keepDuplicatesTogether(rollouts, 0.5, 3, print);
        QCOMPARE(report.pairs, std::int64_t(1));
        QCOMPARE(report.groups.size(), std::size_t(1));
        QCOMPARE(rollouts[20].split, rollouts[0].split);
        QCOMPARE(rollouts[21].split, rollouts[0].split);
        QCOMPARE(rollouts.size(), std::size_t(24));
        // Given sides are kept, and the training view that a held-out scene shows too is taken out.
        for (std::size_t i = 0; i < rollouts.size(); ++i)
            rollouts[i].split = i < 12 ? "heldout" : "train";
        const SplitReport given = keepDuplicatesTogether(rollouts, 0.5, 3, print);
        QCOMPARE(given.removed, std::int64_t(1));
        QCOMPARE(rollouts.size(), std::size_t(23));
    }
};

QTEST_APPLESS_MAIN(tst_BlindSelection)
#include "tst_BlindSelection.moc"
