#include "app/operations/headline/HeadlineExtras.h"

namespace w2v {

const std::vector<HeadlineExtra>& headlineExtras()
{
    static const std::vector<HeadlineExtra> extras;
    return extras;
}

} // namespace w2v
