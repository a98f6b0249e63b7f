#include <QTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/FingerprintCache.h"
#include "core/dataset/SimilarRecords.h"
#include "tests/core/dataset/SampleProject.h"

using namespace w2v;
using namespace w2v::test;

namespace {

/// A picture whose look depends on `kind`; `noise` changes it a little.
ColorImage picture(int kind, int noise)
{
    ColorImage image(64, 64);
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x)
            for (int c = 0; c < 3; ++c)
                image.at(x, y, c) = static_cast<std::uint8_t>(
                    std::clamp(128 + ((x / 8 * (kind + 1) * 37 + y / 8 * (kind + 3) * 53 + c * 29 * kind) % 200 - 100) + noise * ((x + y) % 3), 0, 255));
    return image;
}

} // namespace

class SimilarRecordsTest : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    std::optional<Project> m_project;
    SilentJobContext m_job;

    static std::vector<std::string> ids(const std::vector<SimilarRecord>& records)
    {
        std::vector<std::string> ids;
        for (const SimilarRecord& record : records)
            ids.push_back(record.id);
        return ids;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = Project::create(m_folder.path() / "p.w2v");
        std::vector<QaRecord> records;
        const auto add = [&](const char* id, int kind, int noise, const std::string& question, const std::string& answer) {
            QaRecord record;
            record.id = id;
            record.scene = "room";
            record.split = "train";
            record.images = {m_project->putImage(picture(kind, noise))};
            record.question = "<image>";
            record.question += question;
            record.answer = answer;
            records.push_back(record);
        };
        add("asked", 1, 0, "How far did the camera move past the harpsichord?", "move forward 0.5 meters");
        add("sameView", 1, 2, "Is anything hidden behind the door?", "yes");
        add("sameWords", 5, 0, "How far did the camera move past the harpsichord?", "move forward 1.5 meters");
        add("both", 1, 1, "How far did the camera move past the harpsichord?", "move left 2 meters");
        add("neither", 9, 0, "Which of the two lamps hangs lower?", "the left one");
        m_project->addRecords(records, "Add", false);
    }

    void picturesWordsOrBoth()
    {
        SimilarOptions options;
        const auto all = similarRecords(*m_project, "asked", options, m_job);
        QCOMPARE(ids(all), (std::vector<std::string>{"both", "sameView", "sameWords"}));
        QVERIFY(all[0].picture > 0.89 && all[0].text > 0.89);
        QVERIFY(all[2].picture < options.minPicture);
        options.text = false;
        QCOMPARE(ids(similarRecords(*m_project, "asked", options, m_job)), (std::vector<std::string>{"both", "sameView"}));
        options = {.pictures = false, .text = true};
        QCOMPARE(ids(similarRecords(*m_project, "asked", options, m_job)), (std::vector<std::string>{"both", "sameWords"}));
        options = {};
        options.most = 1;
        QCOMPARE(ids(similarRecords(*m_project, "asked", options, m_job)), (std::vector<std::string>{"both"}));
    }

    void numbersAreOneWord()
    {
        QCOMPARE(textLikeness("turn left 30 degrees", "Turn LEFT 45 degrees!"), 1.0);
        QCOMPARE(textLikeness("turn left", "move right"), 0.0);
        QCOMPARE(textLikeness("<image>turn left", "turn right"), 0.5);
        QCOMPARE(textLikeness("", ""), 0.0);
    }

    void fingerprintsAreKept()
    {
        const auto file = m_project->folder() / "cache" / "fingerprints.bin";
        (void)similarRecords(*m_project, "asked", {}, m_job);
        QVERIFY(std::filesystem::exists(file));
        QCOMPARE(FingerprintCache(*m_project).size(), std::size_t(5));
        // A damaged file costs only what is behind the damage.
        const std::string whole = readFile(file);
        writeFileAtomic(file, whole.substr(0, whole.size() - 10));
        QCOMPARE(FingerprintCache(*m_project).size(), std::size_t(4));
        writeFileAtomic(file, "something else");
        QCOMPARE(similarRecords(*m_project, "asked", {}, m_job).size(), std::size_t(3));
    }

    void refusesAndStops()
    {
        QVERIFY_THROWS_EXCEPTION(Error, similarRecords(*m_project, "nobody", {}, m_job));
        QVERIFY_THROWS_EXCEPTION(Error, similarRecords(*m_project, "asked", {.pictures = false, .text = false}, m_job));
        SilentJobContext stopped;
        stopped.stop();
        QVERIFY_THROWS_EXCEPTION(Cancelled, similarRecords(*m_project, "asked", {}, stopped));
    }
};

QTEST_APPLESS_MAIN(SimilarRecordsTest)
#include "tst_SimilarRecords.moc"
