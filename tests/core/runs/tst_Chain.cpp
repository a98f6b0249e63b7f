#include <QTemporaryDir>
#include <QtTest>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/runs/Chain.h"

using namespace w2v;

namespace {

struct Place {
    QTemporaryDir directory;
    fs::path project{fs::path(directory.path().toStdString()) / "p.w2v"};
    RunQueue queue{fs::path(directory.path().toStdString()) / "queue"};

    ChainFolder chain() const
    {
        ChainPlan plan;
        plan.name = "night";
        plan.project = project.string();
        plan.stages = {{"sft", "train", {}, Json::object()}, {"merge", "merge", {"sft"}, Json::object()}, {"bench", "bench", {"sft"}, Json::object()},
                       {"grpo", "train", {"merge"}, Json::object()}};
        return ChainFolder::create(project, plan);
    }
    void setStatus(const std::string& entry, QueueStatus status) const
    {
        queue.change([&](QueueState& state) { state.find(entry)->status = status; });
    }
    QStringList names(const ChainFolder& chain) const
    {
        QStringList out;
        for (const StageState& state : chain.states(queue.read()))
            out += QString::fromLatin1(stageStatusName(state.status).data());
        return out;
    }
};

} // namespace

class TestChain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFolderKeepsThePlan()
    {
        const Place place;
        const ChainFolder made = place.chain();
        const ChainFolder read = ChainFolder::open(made.path());
        QCOMPARE(read.plan().stages.size(), std::size_t{4});
        QCOMPARE(read.plan().stages[3].needs, std::vector<std::string>{"merge"});
        QCOMPARE(read.stage("grpo").operation(), std::string("chain.stage"));
        QCOMPARE(read.stage("grpo").params().at("chain").get<std::string>(), made.id());
        QCOMPARE(listChains(place.project).size(), std::size_t{1});
        writeFileAtomic(made.path() / "chain.json", "{");
        QVERIFY(listChains(place.project).empty());
        QVERIFY_THROWS_EXCEPTION(Error, ChainFolder::open(made.path()));
    }

    void plansWithoutOrderAreRefused()
    {
        const Place place;
        const auto refused = [&](std::vector<ChainStage> stages) {
            try {
                ChainFolder::create(place.project, {"x", place.project.string(), 0, std::move(stages)});
            } catch (const Error&) {
                return true;
            }
            return false;
        };
        QVERIFY(refused({}));
        QVERIFY(refused({{"a", "train", {"b"}, {}}, {"b", "train", {}, {}}}));
        QVERIFY(refused({{"a", "train", {}, {}}, {"a", "train", {}, {}}}));
        QVERIFY(refused({{"../a", "train", {}, {}}}));
    }

    void stagesWaitForThoseTheyNeed()
    {
        const Place place;
        const ChainFolder chain = place.chain();
        QCOMPARE(place.names(chain), (QStringList{"idle", "idle", "idle", "idle"}));
        QCOMPARE(chain.enqueue(place.queue, 0, 2), 4);
        QCOMPARE(chain.enqueue(place.queue, 0, 2), 0); // they are there
        QueueState state = place.queue.read();
        QCOMPARE(state.entries.size(), std::size_t{4});
        QVERIFY(!state.waitsFor(*state.find("q1")));
        QCOMPARE(state.waitsFor(*state.find("q2"))->id, std::string("q1"));
        QCOMPARE(state.find("q4")->after, std::vector<std::string>{"q2"});
        QCOMPARE(state.find("q1")->retries, 2);

        // The first one fails: those after it are held back, and stay so when ended entries are forgotten.
        chain.stage("sft").fail({{"message", "no records"}});
        place.setStatus("q1", QueueStatus::Failed);
        QCOMPARE(place.names(chain), (QStringList{"failed", "blocked", "blocked", "blocked"}));
        place.queue.clearEnded();
        state = place.queue.read();
        QVERIFY(state.find("q1"));
        QCOMPARE(state.waitsFor(*state.find("q3"))->id, std::string("q1"));

        // Tried again, only it gets a new entry, and the others wait for that one.
        QCOMPARE(chain.enqueue(place.queue, 0, 2), 1);
        state = place.queue.read();
        QVERIFY(!state.find("q1"));
        QCOMPARE(state.waitsFor(*state.find("q2"))->id, std::string("q5"));
        QCOMPARE(place.names(chain), (QStringList{"waiting", "waiting", "waiting", "waiting"}));
        chain.stage("sft").forgetEnd();
        chain.stage("sft").finish({{"model", "m"}});
        place.setStatus("q5", QueueStatus::Finished);
        state = place.queue.read();
        QVERIFY(!state.waitsFor(*state.find("q2")));
        QCOMPARE(place.names(chain).front(), QStringLiteral("finished"));
    }

    void theProjectKnowsWhatALostQueueForgot()
    {
        const Place place;
        const ChainFolder chain = place.chain();
        chain.enqueue(place.queue, 0, 0);
        chain.stage("sft").finish({{"model", "m"}});
        fs::remove_all(place.queue.folder());
        QCOMPARE(place.names(chain), (QStringList{"finished", "idle", "idle", "idle"}));
        QCOMPARE(chain.enqueue(place.queue, 0, 0), 3);
        const QueueState state = place.queue.read();
        QCOMPARE(state.entries.size(), std::size_t{3});
        QVERIFY(!state.waitsFor(state.entries.front())); // what it needs has finished

        chain.cancel(place.queue, false);
        QCOMPARE(place.names(chain), (QStringList{"finished", "stopped", "stopped", "stopped"}));
    }
};

QTEST_GUILESS_MAIN(TestChain)
#include "tst_Chain.moc"
