#include <QTest>

#include "core/base/Error.h"
#include "core/base/Json.h"

using namespace w2v;

class TestJson : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void deepNestingIsAnErrorNotACrash()
    {
        const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
        QCOMPARE(parseJson(nested(256), "input").size(), std::size_t(1));
        for (const std::size_t depth : {std::size_t(257), std::size_t(20'000'000)}) {
            try {
                const Json copy = parseJson(nested(depth), "input"); // copying and writing recurse
                QFAIL(copy.dump().c_str());
            } catch (const Error& e) {
                QCOMPARE(e.subject(), std::string("input"));
            }
        }
    }

    void bracketsInTextDoNotCount()
    {
        const std::string brackets = "\\\"" + std::string(1000, '[') + "\\\\";
        QCOMPARE(parseJson("[\"" + brackets + "\", {}]", "input").size(), std::size_t(2));
    }
};

QTEST_APPLESS_MAIN(TestJson)
#include "tst_Json.moc"
