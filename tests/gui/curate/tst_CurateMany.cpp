// A long list in the real window: scrolled while the filter changes each second, judged and taken back in bulk. The measure is the
// longest time in which the window did not answer. W2V_RECORDS=1000000 makes the list that long, W2V_SECONDS=10 scrolls that long.
#include <fstream>

#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include "core/base/Files.h"
#include "tests/gui/fixture/ProjectFixture.h"
#include "ui/curate/CurateWorkspace.h"
#include "ui/records/RecordListModel.h"
#include "ui/theme/Theme.h"

using namespace w2v;

namespace {

int setting(const char* name, int usual)
{
    return qEnvironmentVariableIntValue(name) > 0 ? qEnvironmentVariableIntValue(name) : usual;
}

/// The longest time between two turns of the event loop.
class Stalls : public QObject {
public:
    Stalls()
    {
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const double now = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
            m_longest = std::max(m_longest, now - m_last);
            m_last = now;
        });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(1);
        m_clock.start();
    }
    double longest() const { return m_longest; }
    void restart() { m_last = static_cast<double>(m_clock.nsecsElapsed()) / 1e6, m_longest = 0; }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_last = 0, m_longest = 0;
};

double residentMiB(const char* field)
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == field) {
            double kib = 0;
            status >> kib;
            return kib / 1024;
        }
    return 0;
}

} // namespace

class tst_CurateMany : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install(*qApp, Theme::Mode::Dark);
        m_count = setting("W2V_RECORDS", 60'000);
        Project project = m_fixture.open();
        const QaRecord pattern = project.record(project.recordIds({}).front());
        const std::vector<std::string> words{"chair", "table", "lamp", "sofa", "shelf", "window"};
        int made = 0;
        RecordStream stream;
        stream.expected = m_count;
        stream.next = [&](std::vector<IncomingRecord>& into) {
            for (int i = 0; i < 1000 && made < m_count; ++i, ++made) {
                QaRecord record = pattern;
                record.id.clear();
                record.task = static_cast<Task>(made % kTaskCount);
                record.scene = "room:" + std::to_string(made % 5000);
                record.answer = "the " + words[static_cast<std::size_t>(made / 7) % words.size()] + " number " + std::to_string(made);
                into.push_back({record, {}});
            }
            return made < m_count;
        };
        stream.refused = [](const std::string&, const std::string&) {};
        stream.added = [](std::int64_t) {};
        project.removeRecords({}, "Empty");
        project.addRecords(stream, "Fill");
        QCOMPARE(project.countRecords(), std::int64_t(m_count));
    }

    void scrollingNeverStalls()
    {
        Session session;
        QElapsedTimer opening;
        opening.start();
        QVERIFY(session.openProject(m_fixture.path()));
        CurateWorkspace workspace(session);
        workspace.resize(1280, 800);
        workspace.show();
        QVERIFY(QTest::qWaitForWindowExposed(&workspace));
        QTRY_COMPARE_WITH_TIMEOUT(workspace.records().rowCount(), m_count, 30'000);
        qInfo("%lld ms until %d records were listed", opening.elapsed(), m_count);
        workspace.activateWindow();
        workspace.activate();
        QTRY_VERIFY(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_T); // the table
        auto* table = workspace.findChild<QTableView*>(QStringLiteral("table"));
        auto* search = workspace.findChild<QLineEdit*>(QStringLiteral("search"));
        QTRY_VERIFY(table->isVisible());
        const QStringList filters{QString(), QStringLiteral("chair "), QStringLiteral("lamp"), QStringLiteral("\"sofa number\""), QString(),
                                  QStringLiteral("window "), QStringLiteral("number"), QStringLiteral("shelf ta"), QString(), QStringLiteral("table ")};
        Stalls stalls;
        QElapsedTimer clock;
        clock.start();
        const int seconds = setting("W2V_SECONDS", 4);
        int second = -1, at = 0;
        QStringList longest;
        while (clock.elapsed() < seconds * 1000) {
            if (const int now = static_cast<int>(clock.elapsed() / 1000); now != second) {
                if (second >= 0)
                    longest << QString::number(stalls.longest(), 'f', 1);
                m_longest = std::max(m_longest, stalls.longest());
                stalls.restart();
                second = now;
                search->setText(filters[second % filters.size()]);
            }
            at = (at + 37) % 1000;
            QScrollBar* bar = table->verticalScrollBar();
            bar->setValue(bar->maximum() * at / 1000);
            QTest::qWait(5);
        }
        m_longest = std::max(m_longest, stalls.longest());
        qInfo("longest stall %.1f ms (%s a second), memory %.0f MiB, of it files %.0f MiB", m_longest, qPrintable(longest.join(' ')),
              residentMiB("VmRSS:"), residentMiB("RssFile:"));
        QVERIFY2(m_longest < 400, "the window stood still"); // machines that are shared with other work are slower than the aim of 100 ms
        search->clear();
        QTRY_COMPARE_WITH_TIMEOUT(workspace.records().rowCount(), m_count, 30'000);
        QTRY_VERIFY(!workspace.records().index(m_count - 1, RecordListModel::AnswerColumn).data().toString().isEmpty());
    }

    void bulkEditAndUndoLeaveTheWindowFree()
    {
        Session session;
        QVERIFY(session.openProject(m_fixture.path()));
        CurateWorkspace workspace(session);
        workspace.resize(1280, 800);
        workspace.show();
        QVERIFY(QTest::qWaitForWindowExposed(&workspace));
        QTRY_COMPARE_WITH_TIMEOUT(workspace.records().rowCount(), m_count, 30'000);
        auto* search = workspace.findChild<QLineEdit*>(QStringLiteral("search"));
        search->setText(QStringLiteral("lamp "));
        QTRY_VERIFY_WITH_TIMEOUT(workspace.records().rowCount() < m_count, 30'000);
        const std::int64_t chosen = workspace.records().rowCount();
        RecordFilter accepted;
        accepted.state = "accepted";
        auto* bulk = workspace.findChild<QPushButton*>(QStringLiteral("bulk"));
        Stalls stalls;
        QElapsedTimer timer;
        timer.start();
        bulk->menu()->actions().constFirst()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!session.isEditing(), 60'000);
        const qint64 edited = timer.restart();
        QCOMPARE(m_fixture.open().countRecords(accepted), chosen);
        session.undoAction()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!session.isEditing(), 60'000);
        qInfo("%lld records edited in %lld ms, undone in %lld ms, longest stall %.1f ms", static_cast<long long>(chosen), edited,
              timer.elapsed(), stalls.longest());
        QCOMPARE(m_fixture.open().countRecords(accepted), std::int64_t(0));
    }

private:
    const test::ProjectFixture m_fixture{8};
    int m_count = 0;
    double m_longest = 0;
};

QTEST_MAIN(tst_CurateMany)
#include "tst_CurateMany.moc"
