#pragma once
#include <functional>
#include <string>

#include "core/base/Rng.h"
#include "core/scene/room/Style.h"

namespace w2v::room {

/// An object that can be placed: its label, its size (width, depth, height in metres) and how it is built in object space.
struct Piece {
    std::string label;
    double w = 0, d = 0, h = 0;
    std::function<void(Builder&)> build;
};

// Seating
Piece makeSofa(const Style& style, Rng rng);
Piece makeArmchair(const Style& style, Rng rng);
Piece makeChair(const Style& style, Rng rng, int kind);
inline constexpr int kChairKinds = 4;
Piece makeOfficeChair(const Style& style, Rng rng);
Piece makeStool(const Style& style, Rng rng);
Piece makeOttoman(const Style& style, Rng rng);
Piece makeBed(const Style& style, Rng rng, bool wide);

// Tables
Piece makeDiningTable(const Style& style, Rng rng, bool round, double w, double d);
Piece makeCoffeeTable(const Style& style, Rng rng);
Piece makeSideTable(const Style& style, Rng rng);
Piece makeDesk(const Style& style, Rng rng);
Piece makeNightstand(const Style& style, Rng rng);
Piece makeTvStand(const Style& style, Rng rng);

// Storage
Piece makeWardrobe(const Style& style, Rng rng);
Piece makeBookshelf(const Style& style, Rng rng);
Piece makeCabinet(const Style& style, Rng rng);
Piece makeDresser(const Style& style, Rng rng);
Piece makeFridge(const Style& style, Rng rng);
Piece makeKitchenCounter(const Style& style, Rng rng);

// Lamps, plants and small things
Piece makeFloorLamp(const Style& style, Rng rng);
Piece makeTableLamp(const Style& style, Rng rng);
Piece makePendant(const Style& style, Rng rng, double drop); ///< hangs from h = 0 downwards
Piece makePlant(const Style& style, Rng rng, bool tall);
Piece makeVase(const Style& style, Rng rng);
Piece makeBowl(const Style& style, Rng rng);
Piece makeBookStack(const Style& style, Rng rng);
Piece makeBin(const Style& style, Rng rng);
Piece makeBasket(const Style& style, Rng rng);
Piece makeRadiator(const Style& style, Rng rng);

// With pictures of their own; the texture is added when built. On walls their back is at z = 0.
Piece makeTelevision(Builder& builder, const Style& style, Rng rng, double w);
Piece makeMonitor(Builder& builder, const Style& style, Rng rng);
Piece makePainting(Builder& builder, const Style& style, Rng rng);
Piece makeMirror(const Style& style, Rng rng);
Piece makeClock(Builder& builder, const Style& style, Rng rng);
Piece makeRug(Builder& builder, const Style& style, Rng rng, double w, double d);
Piece makeWallShelf(const Style& style, Rng rng);

} // namespace w2v::room
