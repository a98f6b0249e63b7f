#pragma once
#include <sys/types.h>
#include <unistd.h>

namespace w2v::test {

/// While it lives, a test that runs as root, whom no permission stops, acts as the user "nobody"; programs that it starts do too.
/// Without root it changes nothing.
class OrdinaryUser {
public:
    OrdinaryUser()
    {
        constexpr uid_t kNobody = 65534;
        if (m_root && ::seteuid(kNobody) != 0)
            m_root = false;
    }
    ~OrdinaryUser()
    {
        if (m_root)
            [[maybe_unused]] const int restored = ::seteuid(0);
    }
    OrdinaryUser(const OrdinaryUser&) = delete;
    OrdinaryUser& operator=(const OrdinaryUser&) = delete;

private:
    bool m_root = ::geteuid() == 0;
};

} // namespace w2v::test
