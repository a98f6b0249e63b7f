#pragma once
#include "core/base/Rng.h"
#include "core/image/Raster.h"
#include "core/scene/room/Builder.h"

namespace w2v::room {

/// Procedural textures, `size` pixels a side, tileable unless said otherwise. The neutral ones are near white and are
/// coloured by the material.
ColorImage plasterTexture(Rng rng, int size);
ColorImage woodTexture(Rng rng, int size);     ///< grain along u
ColorImage weaveTexture(Rng rng, int size);
ColorImage carpetTexture(Rng rng, int size);

/// Coloured floors: one tile of about 1.6 m.
ColorImage planksTexture(Rng rng, int size, const Vec3& color);
ColorImage parquetTexture(Rng rng, int size, const Vec3& color);
ColorImage tilesTexture(Rng rng, int size, const Vec3& a, const Vec3& b, const Vec3& grout, int count);
ColorImage terrazzoTexture(Rng rng, int size, const Vec3& color);

ColorImage brickTexture(Rng rng, int size, const Vec3& color);
/// A repeating wall or cloth pattern of the given colours: stripes, trellis, dots, medallions, chevrons, plaid.
ColorImage patternTexture(Rng rng, int size, int kind, const Vec3& ground, const Vec3& figure);
inline constexpr int kPatternKinds = 7;

/// Not tileable: whole pictures.
ColorImage rugTexture(Rng rng, int size, const Vec3& a, const Vec3& b, const Vec3& c);
ColorImage paintingTexture(Rng rng, int size, int kind);
inline constexpr int kPaintingKinds = 6;
ColorImage outdoorTexture(Rng rng, int size);
ColorImage booksTexture(Rng rng, int size);   ///< a row of standing spines; tileable along u
ColorImage clockTexture(Rng rng, int size);
ColorImage screenTexture(Rng rng, int size);  ///< what a television or monitor shows

} // namespace w2v::room
