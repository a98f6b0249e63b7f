#pragma once
#include <stdexcept>
#include <string>

namespace w2v {

/// A failure the user can act on. what() reads "<subject>: <reason>. <advice>": what it is about (a path, an option),
/// why it failed, and what to do next. Thrown by every public function whose comment does not say otherwise.
class Error : public std::runtime_error {
public:
    explicit Error(std::string subject, std::string reason, std::string advice = {});

    const std::string& subject() const { return m_subject; }
    const std::string& reason() const { return m_reason; }
    const std::string& advice() const { return m_advice; }

private:
    std::string m_subject, m_reason, m_advice;
};

/// Thrown by JobContext::throwIfStopped() when the user cancelled. Not a failure: what was done so far is kept.
class Cancelled : public std::runtime_error {
public:
    Cancelled() : std::runtime_error("cancelled") {}
};

} // namespace w2v
