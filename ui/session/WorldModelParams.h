#pragma once
#include <QJsonObject>

namespace w2v {

struct ImagineOptions;

/// Adds the world model's own parameters, of any operation that takes them: those of svc, process and torchscript.
void addWorldModelParams(QJsonObject& params, const ImagineOptions& options);

} // namespace w2v
