#pragma once
// QCustomPlot's header is written with Qt's keywords, which this project switches off: they are defined for it alone.
// Include only from sources of ui/plots (the header takes seconds to compile).
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit Q_EMIT
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef signals
#undef slots
#undef emit
#undef foreach
