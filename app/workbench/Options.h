#pragma once
#include <optional>

#include <QSize>
#include <QString>
#include <QStringList>

namespace w2v {

/// What the command line asked for.
struct Options {
    QString project;               ///< folder, may be empty
    bool demo = false;
    QString theme, workspace, language;
    QSize size;
    QString screenshot;            ///< file; the program quits after writing it
    int settleMs = 700;            ///< how long everything must be quiet before the screenshot
    int timeoutSeconds = 120;
};

/// Reads the arguments; exits with --help, --version and on bad usage (code 2).
Options readOptions(const QStringList& arguments);

} // namespace w2v
