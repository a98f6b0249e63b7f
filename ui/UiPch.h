// Precompiled for the ui modules: what nearly every file there includes.
#include <QtWidgets>

#include "core/dataset/Project.h"
