#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace w2v {

/// Hands values from one thread to another, at most `room` of them under way, or of what they weigh (bytes, say).
template <class T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t room) : m_room(room) {}

    /// Waits for room; an empty queue takes a value of any weight. False, and the value is dropped, once the queue is closed.
    bool push(T value, std::size_t weight = 1)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_closed || m_values.empty() || m_weight + weight <= m_room; });
        if (m_closed)
            return false;
        m_values.emplace_back(std::move(value), weight);
        m_weight += weight;
        m_changed.notify_all();
        return true;
    }

    /// Waits for a value. None once the queue is closed and empty.
    std::optional<T> pop()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_closed || !m_values.empty(); });
        if (m_values.empty())
            return std::nullopt;
        T value = std::move(m_values.front().first);
        m_weight -= m_values.front().second;
        m_values.pop_front();
        m_changed.notify_all();
        return value;
    }

    /// No more values will come; what is in the queue can still be taken.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_changed.notify_all();
    }

    /// The same, and what is in the queue is dropped.
    void abandon()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_values.clear();
        m_weight = 0;
        m_changed.notify_all();
    }

private:
    const std::size_t m_room;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::pair<T, std::size_t>> m_values;
    std::size_t m_weight = 0; ///< of them all
    bool m_closed = false;
};

} // namespace w2v
