#include "core/worldmodel/process/ModelProcess.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/Error.h"

namespace w2v {

namespace {

using Clock = std::chrono::steady_clock;

SubprocessOptions optionsOf(const ModelProgram& program)
{
    SubprocessOptions options;
    options.command = program.command;
    options.memoryLimit = program.memoryLimit;
    options.maxLine = 1u << 20;
    return options;
}

bool tellsOfMemory(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* word : {"bad_alloc", "memoryerror", "out of memory", "cannot allocate memory"})
        if (text.find(word) != std::string::npos)
            return true;
    return false;
}

} // namespace

std::vector<std::string> commandWords(const std::string& text)
{
    std::vector<std::string> words;
    bool inWord = false;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool blank = c == ' ' || c == '\t' || c == '\n';
        if (!quote && blank) {
            inWord = false;
            continue;
        }
        if (!inWord)
            words.emplace_back();
        inWord = true;
        if (c == '\\' && quote != '\'' && i + 1 < text.size())
            words.back() += text[++i];
        else if (quote ? c == quote : c == '\'' || c == '"')
            quote = quote ? '\0' : c;
        else
            words.back() += c;
    }
    if (quote)
        throw Error("command " + text, "a quote is not closed", "Close it, or write \\ before it.");
    return words;
}

ModelProcess::ModelProcess(const ModelProgram& program, JobContext& job) : m_program(program), m_process(optionsOf(program)), m_heard(Clock::now())
{
    std::optional<Json> first;
    while (!(first = receive())) {
        job.report(0, "starting " + m_program.name);
        job.throwIfStopped();
    }
    m_greeting = *first;
    if (!m_greeting.contains("world_model") || !m_greeting["world_model"].is_string())
        breach("its first line does not name a world model");
    if (m_greeting.value("protocol", Json()) != 1)
        breach(fmt::format("it speaks protocol {}, this program speaks 1", m_greeting.value("protocol", Json()).dump()));
}

void ModelProcess::send(const Json& message)
{
    m_heard = Clock::now();
    try {
        m_process.write(message.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
    } catch (const Error&) {
        ended();
    }
}

std::optional<Json> ModelProcess::receive()
{
    std::string line;
    switch (m_process.readLine(line, std::chrono::milliseconds(100))) {
    case Subprocess::Read::End:
        ended();
    case Subprocess::Read::Timeout:
        if (std::chrono::duration<double>(Clock::now() - m_heard).count() > m_program.silenceSeconds)
            throw Error(m_program.name, fmt::format("it said nothing for {:.0f} s and was ended", m_program.silenceSeconds),
                        "The next request starts it again. If it only needs longer, let it print progress, or raise process_silence.");
        return std::nullopt;
    case Subprocess::Read::Line:
        break;
    }
    m_heard = Clock::now();
    if (line.find_first_not_of(" \t") == std::string::npos)
        return std::nullopt;
    Json message = Json::parse(line, nullptr, false);
    if (!message.is_object())
        breach(fmt::format("it printed \"{}\", which is no JSON object", line.substr(0, 80)));
    return message;
}

void ModelProcess::breach(const std::string& reason) const
{
    throw Error(m_program.name, reason, "It was ended; the next request starts it again. What it has to say is in docs/world-model-programs.md.");
}

std::string ModelProcess::lastWords() const
{
    const std::string& tail = m_process.errorTail();
    const std::size_t end = tail.find_last_not_of(" \t\r\n");
    if (end == std::string::npos)
        return {};
    const std::size_t begin = tail.find_last_of('\n', end);
    const std::string line = tail.substr(begin == std::string::npos ? 0 : begin + 1, end - (begin == std::string::npos ? 0 : begin + 1) + 1);
    return line.size() > 300 ? "..." + line.substr(line.size() - 300) : line;
}

void ModelProcess::ended()
{
    const auto status = m_process.wait(std::chrono::milliseconds(2000));
    const std::string how = status ? status->text() : "it closed its output", words = lastWords();
    const bool memory = tellsOfMemory(words) || (status && status->signal == 9);
    throw Error(m_program.name, fmt::format("it ended unexpectedly ({}){}", how, words.empty() ? "" : ", last saying: " + words),
                memory ? "It may have run out of memory: ask for smaller or fewer views. The next request starts it again." : "The next request starts it again.");
}

} // namespace w2v
