#include "core/base/Error.h"

namespace w2v {

namespace {
std::string sentence(const std::string& subject, const std::string& reason, const std::string& advice)
{
    std::string text = subject.empty() ? reason : subject + ": " + reason;
    if (!text.empty() && text.back() != '.')
        text += '.';
    if (!advice.empty()) {
        text += ' ' + advice;
        if (text.back() != '.')
            text += '.';
    }
    return text;
}
} // namespace

Error::Error(std::string subject, std::string reason, std::string advice)
    : std::runtime_error(sentence(subject, reason, advice)), m_subject(std::move(subject)), m_reason(std::move(reason)),
      m_advice(std::move(advice))
{
}

} // namespace w2v
