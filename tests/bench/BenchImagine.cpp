// bench_imagine WEIGHTS [rooms|capture FOLDER|consistency|motion|speed]...: what the geometric world model is worth and costs on this machine.
#include <cstdio>
#include <cstdlib>
#include <string>

#include <opencv2/photo.hpp>

#include "core/base/Files.h"
#include "core/image/OpenCvBridge.h"
#include "core/nn/Runtime.h"
#include "core/nn/inpaint/Inpaint.h"
#include "render/gpu/GpuDevice.h"
#include "render/scene/SceneRendererFactory.h"
#include "tests/bench/ImagineBench.h"

namespace w2v::bench {

ColorImage openCvFilled(const ColorImage& color, const Mask& missing, CvMethod method)
{
    cv::Mat painted;
    cv::inpaint(asMat(color), asMat(missing), painted, 3, method == CvMethod::Telea ? cv::INPAINT_TELEA : cv::INPAINT_NS);
    return fromMat<ColorImage>(painted);
}

double shareOf(const Mask& mask)
{
    return mask.empty() ? 0 : static_cast<double>(cv::countNonZero(asMat(mask))) / static_cast<double>(mask.pixels());
}

Mask inverted(const Mask& mask)
{
    const cv::Mat not_ = asMat(mask) == 0;
    return fromMat<Mask>(not_);
}

} // namespace w2v::bench

int main(int argc, char** argv)
{
    using namespace w2v;
    ensureTorchEnvironment(argv);
    setTorchThreads(1); // as in the programs: threads that wait for each other suffer most on a busy machine
    if (argc < 2) {
        std::printf("usage: bench_imagine WEIGHTS|- [rooms [COUNT [SIDE]] | capture FOLDER | consistency [COUNT] | motion [COUNT] | speed]\n");
        return 2;
    }
    const auto device = GpuDevice::create();
    const auto renderer = createSceneRenderer(*device);
    const std::string weights = argv[1], what = argc > 2 ? argv[2] : "";
    const auto number = [&](int at, int fallback) { return argc > at ? std::atoi(argv[at]) : fallback; };
    std::shared_ptr<Inpainter> inpainter =
        weights == "-" ? createClassicalInpainter() : createLearnedInpainter(readFile(weights), weights);
    std::printf("%s, inpainter %s\n", renderer->deviceName().c_str(), inpainter->name().c_str());
    if (what == "rooms")
        bench::roomQuality(*renderer, *inpainter, number(4, 288), number(3, 10));
    else if (what == "capture")
        bench::captureTable(*renderer, inpainter, argc > 3 ? argv[3] : "../shared/data/dining_room");
    else if (what == "consistency")
        bench::consistency(*renderer, inpainter, number(3, 3));
    else if (what == "motion")
        bench::motionCheck(*renderer, number(3, 10));
    else
        bench::speed(*renderer, inpainter);
    return 0;
}
