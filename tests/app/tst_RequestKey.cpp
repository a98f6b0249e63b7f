#include <QtTest>

#include "app/operations/ShippedImaginer.h"
#include "core/worldmodel/RequestKey.h"

using namespace w2v;

/// A request is made once; what gives other views must be another request.
class TestRequestKey : public QObject {
    Q_OBJECT
private:
    static ImagineRequest request(std::uint64_t seed)
    {
        auto observation = std::make_shared<Observation>();
        ObservationFrame frame;
        frame.color = ColorImage(8, 6, 90);
        frame.depth = DepthMap(8, 6, 2.0f);
        frame.camera = {8, 8, 4, 3, 8, 6};
        observation->frames.push_back(std::move(frame));
        ImagineRequest made;
        made.observation = observation;
        made.trajectory = followActions(parseActions("turn left 10 degrees"), {}, observation->frames[0].camera);
        made.seed = seed;
        return made;
    }

private Q_SLOTS:
    void equalRequestsHaveOneKey()
    {
        QCOMPARE(requestKey(request(1), "geometric", thisProgram()), requestKey(request(1), "geometric", thisProgram()));
        QVERIFY(requestKey(request(1), "geometric", thisProgram()) != requestKey(request(2), "geometric", thisProgram()));
    }

    void otherInpainterWeightsAreAnotherRequest()
    {
        std::string weights(shippedImaginer());
        QVERIFY(weights.size() > 1000);
        QCOMPARE(programIdentity(weights), thisProgram());
        const std::string key = requestKey(request(1), "geometric", programIdentity(weights));
        weights[weights.size() / 2] ^= 1;
        QVERIFY(requestKey(request(1), "geometric", programIdentity(weights)) != key);
    }
};

QTEST_APPLESS_MAIN(TestRequestKey)
#include "tst_RequestKey.moc"
