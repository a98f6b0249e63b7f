#include "app/operations/ShippedImaginer.h"

#include "core/base/Digest.h"

// The weights are part of the program: no file to lose, no path to find.
__asm__(".section .rodata\n"
        ".balign 64\n"
        ".global w2vImaginerBegin\n"
        "w2vImaginerBegin:\n"
        ".incbin \"" W2V_IMAGINER_FILE "\"\n"
        ".global w2vImaginerEnd\n"
        "w2vImaginerEnd:\n"
        ".byte 0\n"
        ".previous\n");

extern "C" const char w2vImaginerBegin[], w2vImaginerEnd[];

namespace w2v {

std::string_view shippedImaginer()
{
    return {w2vImaginerBegin, static_cast<std::size_t>(w2vImaginerEnd - w2vImaginerBegin)};
}

std::string programIdentity(std::string_view imaginer)
{
    return std::string(W2V_VERSION " ") + sha256(imaginer);
}

const std::string& thisProgram()
{
    static const std::string identity = programIdentity(shippedImaginer());
    return identity;
}

} // namespace w2v
