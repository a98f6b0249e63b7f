#include "core/dataset/SqliteMemory.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

#include <malloc.h>
#include <sqlite3.h>
#include <sys/mman.h>

namespace w2v {

namespace {

/// Blocks of one size, cut from address space in the order they are asked for, so that memory is only taken as it is used. When the last
/// one is given back, all of it goes back to the system.
class PageBlocks {
public:
    static constexpr std::size_t kBlock = kProjectPageSize + 512; ///< a page and what SQLite keeps beside it
    static constexpr std::size_t kSpace = 128u << 20;

    bool reserve()
    {
        void* space = ::mmap(nullptr, kSpace, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (space == MAP_FAILED)
            return false;
        if (::madvise(space, kSpace, MADV_HUGEPAGE) != 0) {
            ::munmap(space, kSpace);
            return false;
        }
        m_space = static_cast<std::byte*>(space);
        return true;
    }
    bool owns(const void* block) const { return reinterpret_cast<std::uintptr_t>(block) - reinterpret_cast<std::uintptr_t>(m_space) < kSpace; }

    /// Null when there is no space left.
    void* take()
    {
        const std::lock_guard lock(m_mutex);
        Free* block = m_free;
        if (block)
            m_free = block->next;
        else if (m_cut + kBlock <= kSpace)
            block = reinterpret_cast<Free*>(m_space + std::exchange(m_cut, m_cut + kBlock));
        m_taken += block != nullptr;
        return block;
    }
    void give(void* memory)
    {
        const std::lock_guard lock(m_mutex);
        m_free = new (memory) Free{m_free};
        if (--m_taken > 0)
            return;
        ::madvise(m_space, m_cut, MADV_DONTNEED);
        m_free = nullptr;
        m_cut = 0;
    }

private:
    struct Free {
        Free* next;
    };
    std::mutex m_mutex;
    std::byte* m_space = nullptr;
    std::size_t m_cut = 0, m_taken = 0; ///< bytes, blocks
    Free* m_free = nullptr;
};

PageBlocks& pageBlocks()
{
    static PageBlocks& blocks = *new PageBlocks; // outlives every connection
    return blocks;
}

void* allocate(int size)
{
    if (size > kProjectPageSize && size <= static_cast<int>(PageBlocks::kBlock))
        if (void* block = pageBlocks().take())
            return block;
    return std::malloc(static_cast<std::size_t>(size));
}

void release(void* memory)
{
    if (pageBlocks().owns(memory))
        pageBlocks().give(memory);
    else
        std::free(memory);
}

int sizeOf(void* memory)
{
    return static_cast<int>(!memory ? 0 : pageBlocks().owns(memory) ? PageBlocks::kBlock : ::malloc_usable_size(memory));
}

void* reallocate(void* memory, int size)
{
    if (!pageBlocks().owns(memory))
        return std::realloc(memory, static_cast<std::size_t>(size));
    if (size <= static_cast<int>(PageBlocks::kBlock))
        return memory;
    void* larger = std::malloc(static_cast<std::size_t>(size));
    if (larger) {
        std::memcpy(larger, memory, PageBlocks::kBlock);
        release(memory);
    }
    return larger;
}

int prepare()
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (!pageBlocks().reserve())
        return 0;
    static sqlite3_mem_methods methods{allocate,
                                       release,
                                       reallocate,
                                       sizeOf,
                                       [](int size) { return (size + 7) & ~7; },
                                       [](void*) { return SQLITE_OK; },
                                       [](void*) {},
                                       nullptr};
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}

} // namespace

void prepareSqliteMemory()
{
    static const int done = prepare(); // once, by one thread
    (void)done;
}

} // namespace w2v
