#include "ui/imagine/BoxRuleText.h"

#include <QCoreApplication>

namespace w2v {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(w2v::BoxRule)
};

} // namespace

QString boxRuleText(BoxRule rule)
{
    switch (rule) {
    case BoxRule::TooSmall: return Tr::tr("too small");
    case BoxRule::TooLarge: return Tr::tr("too large");
    case BoxRule::Occluded: return Tr::tr("mostly hidden");
    case BoxRule::OverBorder: return Tr::tr("mostly over the border");
    case BoxRule::AtBorder: return Tr::tr("at the border");
    case BoxRule::SeveralOfName: return Tr::tr("several of this name");
    case BoxRule::LowScore: return Tr::tr("low score");
    case BoxRule::Flat: break;
    }
    return Tr::tr("flat");
}

} // namespace w2v
