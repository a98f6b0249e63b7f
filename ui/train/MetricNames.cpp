#include "ui/train/MetricNames.h"

#include <QCoreApplication>

#include "core/supervision/QaRecord.h"

namespace w2v {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(w2v::MetricNames)
};

} // namespace

MetricPlace placeOf(std::string_view metric)
{
    constexpr std::string_view kTrain = "train/", kEval = "eval/";
    if (metric.starts_with(kTrain))
        metric.remove_prefix(kTrain.size());
    const auto name = [&] { return QString::fromUtf8(metric.data(), static_cast<qsizetype>(metric.size())); };
    if (metric == "loss" || metric == "actor/pg_loss")
        return {MetricPlace::Loss, Tr::tr("training"), 0, false};
    if (metric == "eval/loss")
        return {MetricPlace::Loss, Tr::tr("held out"), 1, true};
    if (metric == "learning_rate" || metric == "lr" || metric == "actor/lr")
        return {MetricPlace::LearningRate, Tr::tr("learning rate"), 0, false};
    if (metric.starts_with("aux")) {
        const std::size_t slash = metric.find('/');
        const std::string_view part = slash == std::string_view::npos ? std::string_view() : metric.substr(slash + 1);
        if (part == "flow")
            return {MetricPlace::Auxiliary, Tr::tr("flow"), 1, false};
        if (part == "depth")
            return {MetricPlace::Auxiliary, Tr::tr("depth"), 2, false};
        return {MetricPlace::Auxiliary, part.empty() ? Tr::tr("total") : name(), 0, false};
    }
    if (metric == "divergence")
        return {MetricPlace::Divergence, Tr::tr("from the start, nats a token"), 0, false};
    if (metric == "kl" || metric == "actor/ppo_kl")
        return {MetricPlace::Divergence, name(), 0, false};
    if (metric == "reward" || metric == "reward/overall")
        return {MetricPlace::Reward, Tr::tr("all tasks"), 0, false};
    if (metric == "val/reward_score" || metric == "eval/reward")
        return {MetricPlace::Reward, Tr::tr("held out"), 1, true};
    constexpr std::string_view kReward = "reward/", kOverall = "/overall";
    if (metric.starts_with(kReward) && metric.ends_with(kOverall) && metric.size() > kReward.size() + kOverall.size())
        if (const auto task = taskFromName(metric.substr(kReward.size(), metric.size() - kReward.size() - kOverall.size())))
            return {MetricPlace::Reward, QString::fromLatin1(taskName(*task)), static_cast<int>(*task) + 1, true};
    if (metric.starts_with(kEval)) {
        metric.remove_prefix(kEval.size());
        const std::size_t slash = metric.find('/');
        const auto task = taskFromName(metric.substr(0, slash));
        const std::string_view part = slash == std::string_view::npos ? std::string_view() : metric.substr(slash + 1);
        if (task && part == "accuracy")
            return {MetricPlace::HeldOut, QString::fromLatin1(taskName(*task)), static_cast<int>(*task), false};
        if (task && part == "direction")
            return {MetricPlace::HeldOut, Tr::tr("%1 direction").arg(QString::fromLatin1(taskName(*task))), static_cast<int>(*task), true};
    }
    constexpr std::string_view kBench = "bench/";
    if (metric.starts_with(kBench)) {
        metric.remove_prefix(kBench.size());
        return {MetricPlace::HeldOut, Tr::tr("benchmark %1").arg(name()), 7, true};
    }
    return {MetricPlace::System, name(), 0, false};
}

} // namespace w2v
