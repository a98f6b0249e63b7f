#include "app/workbench/Options.h"

#include <cstdio>
#include <cstdlib>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>

namespace w2v {

namespace {

[[noreturn]] void badUsage(const QString& message)
{
    std::fprintf(stderr, "w2v-workbench: %s\n", qPrintable(message));
    std::exit(2);
}

void requireOneOf(const QString& option, const QString& value, const QStringList& allowed)
{
    if (!value.isEmpty() && !allowed.contains(value))
        badUsage(QString("--%1 %2: must be one of %3.").arg(option, value, allowed.join(", ")));
}

} // namespace

Options readOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription("World2VLM Workbench: observe, imagine, curate, train, evaluate.");
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument("project", "Project folder (.w2v) to open.", "[PROJECT]");
    const QCommandLineOption demo("demo", "Open the demo project; it is made first when PROJECT is not there yet.");
    const QCommandLineOption theme("theme", "dark or light.", "MODE");
    const QCommandLineOption workspace("workspace", "observe, imagine, curate, train or evaluate.", "NAME");
    const QCommandLineOption language("language", "en or zh_CN.", "CODE");
    const QCommandLineOption size("size", "Window size in pixels, for example 1280x800.", "WxH");
    const QCommandLineOption screenshot("screenshot", "Wait until nothing is running, write a PNG of the window, quit.", "FILE");
    const QCommandLineOption timeout("timeout", "Longest wait for the screenshot, seconds (120).", "SECONDS");
    parser.addOptions({demo, theme, workspace, language, size, screenshot, timeout});
    parser.process(arguments);

    Options options;
    if (parser.positionalArguments().size() > 1)
        badUsage("at most one project can be given.");
    options.project = parser.positionalArguments().value(0);
    options.demo = parser.isSet(demo);
    options.theme = parser.value(theme);
    options.workspace = parser.value(workspace);
    options.language = parser.value(language);
    options.screenshot = parser.value(screenshot);
    requireOneOf("theme", options.theme, {"dark", "light"});
    requireOneOf("workspace", options.workspace, {"observe", "imagine", "curate", "train", "evaluate"});
    requireOneOf("language", options.language, {"en", "zh_CN"});
    if (parser.isSet(size)) {
        static const QRegularExpression form("^(\\d{3,5})x(\\d{3,5})$");
        const QRegularExpressionMatch match = form.match(parser.value(size));
        if (!match.hasMatch())
            badUsage("--size: must look like 1280x800.");
        options.size = {match.captured(1).toInt(), match.captured(2).toInt()};
    }
    if (parser.isSet(timeout)) {
        bool ok = false;
        options.timeoutSeconds = parser.value(timeout).toInt(&ok);
        if (!ok || options.timeoutSeconds < 1)
            badUsage("--timeout: must be a number of seconds.");
    }
    return options;
}

} // namespace w2v
