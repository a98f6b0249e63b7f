#include "core/scene/RoomGenerator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/scene/room/Furniture.h"
#include "core/scene/room/Layout.h"
#include "core/scene/room/Shell.h"

namespace w2v {

namespace room {
namespace {

constexpr double kPi = std::numbers::pi;

enum class Kind { Living, Bedroom, Dining, Study, Studio };

/// Fills one room: the shell, the groups its kind asks for, then single pieces while there is space to walk.
class Furnisher {
public:
    Furnisher(Scene& scene, const RoomOptions& options, std::uint64_t seed, Kind kind, double width, double depth, double height)
        : m_scene(scene), m_builder(scene, options), m_root(seed), m_rng(m_root.fork("layout")), m_kind(kind),
          m_style(makeStyle(m_builder, m_root.fork("style"))), m_layout(width, depth, height)
    {
    }

    void run()
    {
        const Shell shell = buildShell(m_builder, m_style, m_layout, m_root.fork("shell"));
        for (int i = 0; i < 4; ++i)
            if (i != shell.doorWall)
                m_quietWalls.push_back(i);
        switch (m_kind) {
        case Kind::Living: living(); break;
        case Kind::Bedroom: bedroom(); break;
        case Kind::Dining: dining(); break;
        case Kind::Study: study(); break;
        case Kind::Studio:
            kitchen();
            dining();
            living();
            break;
        }
        extras();
        wallDecor();
        ceilingLamp();
        if (m_builder.options().bakeLight)
            bakeLight(m_scene, m_builder.occluders(), shell.windows);
        else
            for (Mesh& mesh : m_scene.meshes)
                mesh.light.clear();
    }

private:
    Rng next(const char* name) { return m_root.fork(std::string(name) + std::to_string(m_count++)); }

    std::shared_ptr<const FurnitureModel> fromLibrary(const Piece& piece)
    {
        const auto& library = m_builder.options().furniture;
        if (!library)
            return nullptr;
        Rng rng = m_root.fork("library/" + piece.label); // all chairs of a room are alike
        auto model = library->pick(piece.label, piece.w, piece.d, piece.h, rng);
        if (model)
            m_models.push_back(model);
        return model;
    }

    /// Builds a piece at a spot; standing ones get a footprint, `covered` metres of whose front lie under another piece.
    void place(const Piece& piece, const Spot& spot, double lift = 0, bool stands = true, double covered = 0)
    {
        m_placed.push_back(piece.label);
        const auto model = fromLibrary(piece);
        const int id = m_builder.begin(model ? model->label : piece.label, spot.x, spot.z, spot.yaw, lift);
        if (model)
            m_builder.model(*model, Vec3(static_cast<float>(piece.w), static_cast<float>(piece.h), static_cast<float>(piece.d)));
        else
            piece.build(m_builder);
        m_builder.end();
        if (!stands)
            return;
        Footprint f;
        f.center = Eigen::Vector2d(spot.x, spot.z) - covered / 2 * Eigen::Vector2d(std::sin(spot.yaw), std::cos(spot.yaw));
        f.half = {piece.w / 2, (piece.d - covered) / 2};
        f.yaw = spot.yaw;
        f.bottom = lift;
        f.top = lift + piece.h;
        f.instance = id;
        m_scene.footprints.push_back(f);
    }

    /// A spot given in the axes of another.
    static Spot beside(const Spot& s, double right, double forward, double turn = 0)
    {
        const double c = std::cos(s.yaw), n = std::sin(s.yaw);
        return {s.x + right * c + forward * n, s.z - right * n + forward * c, s.yaw + turn};
    }

    void on(const Piece& piece, const Spot& host, double height, double right, double forward, double turn = 0)
    {
        place(piece, beside(host, right, forward, turn), height, false);
    }

    std::optional<Spot> placeAtWall(const Piece& piece, const std::vector<int>& walls, double clearance)
    {
        const auto spot = m_layout.againstWall(m_rng, walls, piece.w, piece.d, piece.h, clearance);
        if (spot)
            place(piece, *spot);
        return spot;
    }

    bool tryPlace(const Piece& piece, const Spot& spot, double gap = 0.04)
    {
        if (!m_layout.tryTake(spot, piece.w, piece.d, piece.h, gap))
            return false;
        place(piece, spot);
        return true;
    }

    void lampLight(const Spot& spot, double height, float intensity)
    {
        m_scene.lights.push_back({{spot.x, -height, spot.z}, Vec3(1.0f, 0.93f, 0.8f), intensity});
    }

    /// The wall a spot has its back to, and where along it.
    std::pair<int, double> behind(const Spot& spot) const
    {
        for (int i = 0; i < 4; ++i)
            if (std::abs(std::remainder(m_layout.wall(i).yaw - spot.yaw, 2 * kPi)) < 0.1)
                return {i, (Eigen::Vector2d(spot.x, spot.z) - m_layout.wall(i).origin).dot(m_layout.wall(i).along)};
        return {0, 0};
    }

    bool hang(const Piece& piece, int wall, double s, double center)
    {
        const double w = piece.w / 2 + 0.05, h = piece.h / 2;
        if (!m_layout.wallFree(wall, s - w, s + w, center - h, center + h))
            return false;
        m_layout.takeWall(wall, s - w, s + w, center - h, center + h);
        place(piece, m_layout.wall(wall).spot(s, 0.002), center, false);
        return true;
    }

    void pictureAbove(const Spot& spot, double top)
    {
        const auto [wall, s] = behind(spot);
        Rng rng = next("above");
        const Piece piece = rng.chance(0.8) ? makePainting(m_builder, m_style, rng) : makeMirror(m_style, rng);
        hang(piece, wall, s, std::max(top + 0.2 + piece.h / 2, 1.55));
    }

    void rug(const Spot& spot, double w, double d)
    {
        const double c = std::abs(std::cos(spot.yaw)), n = std::abs(std::sin(spot.yaw));
        const double rx = (w * c + d * n) / 2, rz = (w * n + d * c) / 2;
        if (2 * rx > m_layout.width() - 0.3 || 2 * rz > m_layout.depth() - 0.3)
            return;
        const Spot inside{std::clamp(spot.x, rx + 0.1, m_layout.width() - rx - 0.1), std::clamp(spot.z, rz + 0.1, m_layout.depth() - rz - 0.1), spot.yaw};
        place(makeRug(m_builder, m_style, next("rug"), w, d), inside, 0, false);
    }

    void smallThings(const Spot& host, double top, double w)
    {
        Rng rng = next("things");
        const double reach = std::max(0.0, w / 2 - 0.2);
        const double right = rng.uniform(-reach, reach);
        switch (rng.integer(0, 4)) {
        case 0: on(makeVase(m_style, rng.fork("v")), host, top, right, 0); break;
        case 1: on(makeBookStack(m_style, rng.fork("b")), host, top, right, 0); break;
        case 2: on(makeBowl(m_style, rng.fork("f")), host, top, right, 0); break;
        case 3: on(makePlant(m_style, rng.fork("p"), false), host, top, right, 0); break;
        default: {
            const Piece lamp = makeTableLamp(m_style, rng.fork("l"));
            on(lamp, host, top, right, 0);
            lampLight(beside(host, right, 0), top + lamp.h - 0.12, 0.25f);
        }
        }
    }

    void living()
    {
        const Piece sofa = makeSofa(m_style, next("sofa"));
        const auto spot = placeAtWall(sofa, m_quietWalls, 0);
        if (!spot)
            return;
        const Piece coffee = makeCoffeeTable(m_style, next("coffee"));
        const Spot before = beside(*spot, m_rng.uniform(-0.15, 0.15), sofa.d / 2 + 0.4 + coffee.d / 2);
        const bool hasCoffee = tryPlace(coffee, before);
        if (hasCoffee) {
            smallThings(before, coffee.h, coffee.w);
            if (m_rng.chance(0.8))
                rug(beside(*spot, 0, sofa.d / 2 + 0.75), sofa.w + m_rng.uniform(0.1, 0.7), m_rng.uniform(1.5, 2.1));
        }
        pictureAbove(*spot, sofa.h);
        television(*spot);
        for (const double side : m_rng.chance(0.5) ? std::array{-1.0, 1.0} : std::array{1.0, -1.0}) {
            if (hasCoffee && m_rng.chance(0.75)) {
                const Piece armchair = makeArmchair(m_style, next("armchair"));
                const double right = side * (coffee.w / 2 + armchair.d / 2 + 0.35), turn = m_rng.uniform(-0.3, 0.3);
                if (tryPlace(armchair, beside(before, right, m_rng.uniform(-0.1, 0.35), -side * kPi / 2 + turn)))
                    break;
            }
        }
        const double sign = m_rng.chance(0.5) ? 1 : -1;
        const Piece lamp = makeFloorLamp(m_style, next("lamp"));
        const Spot corner = beside(*spot, sign * (sofa.w / 2 + 0.3), -0.15);
        if (tryPlace(lamp, corner))
            lampLight(corner, lamp.h - 0.15, 0.5f);
        const Piece side = makeSideTable(m_style, next("side"));
        const Spot other = beside(*spot, -sign * (sofa.w / 2 + side.w / 2 + 0.08), -0.1);
        if (tryPlace(side, other))
            smallThings(other, side.h, 0.3);
    }

    /// A television on its stand across the room from a spot.
    void television(const Spot& spot)
    {
        const Piece stand = makeTvStand(m_style, next("stand"));
        const auto [wall, s] = behind(spot);
        const int across = (wall + 2) % 4;
        const double at = m_layout.wall(across).length - s;
        std::optional<Spot> found;
        for (int i = 0; i < 8 && !found; ++i) {
            const double t = at + (i % 2 ? 1 : -1) * 0.15 * i;
            const Spot candidate = m_layout.wall(across).spot(t, stand.d / 2 + 0.03);
            if (m_layout.wallFree(across, t - stand.w / 2, t + stand.w / 2, 0, 1.4) && m_layout.tryTake(candidate, stand.w, stand.d, stand.h)) {
                m_layout.takeWall(across, t - stand.w / 2, t + stand.w / 2, 0, 1.5);
                place(stand, candidate);
                found = candidate;
            }
        }
        if (found)
            on(makeTelevision(m_builder, m_style, next("tv"), std::min(1.35, stand.w - 0.25)), *found, stand.h, 0, 0);
    }

    void dining()
    {
        Rng rng = next("dining");
        const bool round = rng.chance(0.35), seatsSix = m_layout.width() * m_layout.depth() > 22 && rng.chance(0.6);
        const double w = round ? rng.uniform(1.0, 1.3) : (seatsSix ? rng.uniform(1.65, 2.0) : rng.uniform(1.2, 1.45));
        const double d = round ? w : rng.uniform(0.8, 0.95);
        const Piece table = makeDiningTable(m_style, rng.fork("table"), round, w, d);
        const bool turned = (m_layout.depth() > m_layout.width()) != rng.chance(0.2);
        auto spot = m_layout.standing(m_rng, w, d, table.h, 0.72, turned ? kPi / 2 : 0.0);
        if (!spot)
            spot = m_layout.standing(m_rng, w, d, table.h, 0.6, turned ? 0.0 : kPi / 2);
        if (!spot)
            return;
        place(table, *spot);
        const Piece chair = makeChair(m_style, rng.fork("chair"), static_cast<int>(rng.integer(0, kChairKinds - 1)));
        const auto seat = [&](double right, double forward, double turn) {
            const double tuck = rng.uniform(0.05, 0.17), pulled = rng.chance(0.2) ? 0.2 : 0.0;
            Spot at = beside(*spot, right, forward, turn);
            at = beside(at, 0, -(chair.d / 2 - tuck) - pulled);
            const double covered = std::max(0.0, tuck - pulled) + 0.02;
            const Spot outside = beside(at, 0, -covered / 2);
            if (m_layout.tryTake(outside, chair.w, chair.d - covered, chair.h, 0.0))
                place(chair, at, 0, true, covered);
        };
        if (round) {
            const int n = static_cast<int>(rng.integer(3, 4));
            for (int i = 0; i < n; ++i) { // at the four sides, where the square footprint touches the round top
                const double a = kPi / 2 * i;
                seat(w / 2 * std::sin(a), w / 2 * std::cos(a), a + kPi);
            }
        } else {
            const int along = seatsSix ? 3 : 2;
            for (const double side : {-1.0, 1.0})
                for (int i = 0; i < along; ++i)
                    seat(w * ((i + 0.5) / along - 0.5) * 0.92, side * d / 2, side > 0 ? kPi : 0.0);
            if (rng.chance(0.4))
                seat(-w / 2, 0, kPi / 2);
            if (rng.chance(0.4))
                seat(w / 2, 0, -kPi / 2);
        }
        smallThings(*spot, table.h, 0.6 * w);
        if (rng.chance(0.45))
            rug(*spot, w + 1.3, d + 1.3);
        pendant(*spot, m_layout.height() - rng.uniform(1.55, 1.75));
        const Piece cabinet = makeCabinet(m_style, next("cabinet"));
        if (const auto at = placeAtWall(cabinet, {0, 1, 2, 3}, 0.5)) {
            smallThings(*at, cabinet.h, cabinet.w);
            pictureAbove(*at, cabinet.h + 0.2);
        }
    }

    void pendant(const Spot& spot, double drop)
    {
        const double hang = std::clamp(drop, 0.3, m_layout.height() - 1.5);
        place(makePendant(m_style, next("pendant"), hang), spot, m_layout.height(), false);
        lampLight(spot, m_layout.height() - hang + 0.05, 0.95f);
        m_hasPendant = true;
    }

    void bedroom()
    {
        const bool wide = m_layout.width() * m_layout.depth() > 13 && m_rng.chance(0.8);
        const Piece bed = makeBed(m_style, next("bed"), wide);
        const auto spot = placeAtWall(bed, m_quietWalls, 0);
        if (spot) {
            pictureAbove(*spot, bed.h);
            for (const double side : {-1.0, 1.0}) {
                const Piece stand = makeNightstand(m_style, m_root.fork("nightstand"));
                const Spot at = beside(*spot, side * (bed.w / 2 + stand.w / 2 + 0.06), -bed.d / 2 + stand.d / 2);
                if (!tryPlace(stand, at))
                    continue;
                const Piece lamp = makeTableLamp(m_style, m_root.fork("bedlamp"));
                on(lamp, at, stand.h, 0, -0.03);
                lampLight(at, stand.h + lamp.h - 0.12, 0.25f);
            }
            rug(beside(*spot, 0, 0.35 * bed.d), bed.w + m_rng.uniform(0.8, 1.4), m_rng.uniform(1.4, 1.9));
        }
        placeAtWall(makeWardrobe(m_style, next("wardrobe")), {0, 1, 2, 3}, 0.6);
        const Piece dresser = makeDresser(m_style, next("dresser"));
        if (const auto at = placeAtWall(dresser, {0, 1, 2, 3}, 0.5)) {
            smallThings(*at, dresser.h, dresser.w);
            const auto [wall, s] = behind(*at);
            const Piece mirror = makeMirror(m_style, next("mirror"));
            hang(mirror, wall, s, std::max(dresser.h + 0.15 + mirror.h / 2, 1.5));
        }
        if (m_rng.chance(0.6))
            television(spot.value_or(Spot{}));
    }

    void study()
    {
        const Piece desk = makeDesk(m_style, next("desk"));
        if (const auto spot = placeAtWall(desk, {0, 1, 2, 3}, 0)) {
            const Piece chair = makeOfficeChair(m_style, next("officechair"));
            tryPlace(chair, beside(*spot, m_rng.uniform(-0.15, 0.15), desk.d / 2 + chair.d / 2 + 0.05, kPi));
            on(makeMonitor(m_builder, m_style, next("monitor")), *spot, desk.h, m_rng.uniform(-0.1, 0.1), -0.12);
            const Piece lamp = makeTableLamp(m_style, next("desklamp"));
            const double side = m_rng.chance(0.5) ? 1 : -1;
            on(lamp, *spot, desk.h, side * (desk.w / 2 - 0.17), -0.15);
            lampLight(beside(*spot, side * (desk.w / 2 - 0.17), -0.15), desk.h + lamp.h - 0.12, 0.3f);
            on(makeBookStack(m_style, next("stack")), *spot, desk.h, -side * (desk.w / 2 - 0.2), 0.0);
            tryPlace(makeBin(m_style, next("bin")), beside(*spot, -side * (desk.w / 2 + 0.2), 0.1));
            const auto [wall, s] = behind(*spot);
            const Piece shelf = makeWallShelf(m_style, next("shelf"));
            if (!m_rng.chance(0.5) || !hang(shelf, wall, s, 1.55))
                pictureAbove(*spot, 1.35);
        }
        for (int i = 0; i < 2; ++i)
            placeAtWall(makeBookshelf(m_style, next("bookshelf")), {0, 1, 2, 3}, 0.5);
        const Piece armchair = makeArmchair(m_style, next("armchair"));
        if (const auto at = m_layout.standing(m_rng, armchair.w, armchair.d, armchair.h, 0.25, m_rng.uniform(-kPi, kPi))) {
            place(armchair, *at);
            const Piece table = makeSideTable(m_style, next("side"));
            for (const double side : {1.0, -1.0})
                if (tryPlace(table, beside(*at, side * (armchair.w / 2 + table.w / 2 + 0.08), 0))) {
                    smallThings(beside(*at, side * (armchair.w / 2 + table.w / 2 + 0.08), 0), table.h, 0.3);
                    break;
                }
            rug(*at, m_rng.uniform(1.5, 2.0), m_rng.uniform(1.4, 1.9));
        }
    }

    void kitchen()
    {
        const Piece counter = makeKitchenCounter(m_style, next("counter"));
        const auto spot = placeAtWall(counter, {0, 1, 2, 3}, 0.9);
        if (!spot)
            return;
        smallThings(*spot, counter.h, 0.6);
        const Piece fridge = makeFridge(m_style, next("fridge"));
        for (const double side : {1.0, -1.0}) {
            const Spot at = beside(*spot, side * (counter.w / 2 + fridge.w / 2 + 0.03), 0.0);
            const auto [wall, s] = behind(at);
            if (m_layout.wallFree(wall, s - fridge.w / 2, s + fridge.w / 2, 0, fridge.h) && tryPlace(fridge, at, 0.02)) {
                m_layout.takeWall(wall, s - fridge.w / 2, s + fridge.w / 2, 0, fridge.h);
                break;
            }
        }
    }

    /// Single pieces in random order, while people can still walk about.
    void extras()
    {
        enum Extra { TallPlant, Lamp, Shelf, Cabinet, Wardrobe, Dresser, Armchair, Stool, Ottoman, Basket, Bin, Side, Radiator, SecondPlant };
        std::vector<Extra> list = {TallPlant, Lamp, Shelf, Cabinet, Dresser, Armchair, Stool, Ottoman, Basket, Bin, Side, Radiator, SecondPlant};
        m_rng.shuffle(list);
        const double enough = 0.30;
        const std::vector<int> walls = {0, 1, 2, 3};
        int limit = 4 + static_cast<int>(m_layout.width() * m_layout.depth() / 5);
        for (const Extra extra : list) {
            if (m_layout.freeShare() < enough || limit == 0)
                break;
            const int before = static_cast<int>(m_scene.instances.size());
            switch (extra) {
            case TallPlant:
            case SecondPlant: placeAtWall(makePlant(m_style, next("plant"), true), walls, 0); break;
            case Lamp: {
                if (has("floor lamp"))
                    break;
                const Piece lamp = makeFloorLamp(m_style, next("lamp"));
                if (const auto at = placeAtWall(lamp, walls, 0))
                    lampLight(*at, lamp.h - 0.15, 0.5f);
                break;
            }
            case Shelf: placeAtWall(makeBookshelf(m_style, next("bookshelf")), walls, 0.5); break;
            case Cabinet:
            case Dresser: {
                const Piece piece = extra == Cabinet ? makeCabinet(m_style, next("cabinet")) : makeDresser(m_style, next("dresser"));
                if (has(piece.label.c_str()))
                    break;
                if (const auto at = placeAtWall(piece, walls, 0.5)) {
                    smallThings(*at, piece.h, piece.w);
                    pictureAbove(*at, piece.h + 0.2);
                }
                break;
            }
            case Wardrobe: placeAtWall(makeWardrobe(m_style, next("wardrobe")), walls, 0.6); break;
            case Armchair: {
                if (has("armchair"))
                    break;
                const Piece piece = makeArmchair(m_style, next("armchair"));
                if (const auto at = m_layout.standing(m_rng, piece.w, piece.d, piece.h, 0.3, m_rng.uniform(-kPi, kPi)))
                    place(piece, *at);
                break;
            }
            case Stool: single(makeStool(m_style, next("stool"))); break;
            case Ottoman: single(makeOttoman(m_style, next("ottoman"))); break;
            case Basket: placeAtWall(makeBasket(m_style, next("basket")), walls, 0); break;
            case Bin:
                if (!has("bin"))
                    placeAtWall(makeBin(m_style, next("bin")), walls, 0);
                break;
            case Side: {
                if (has("side table"))
                    break;
                const Piece piece = makeSideTable(m_style, next("side"));
                if (const auto at = placeAtWall(piece, walls, 0.1))
                    smallThings(*at, piece.h, 0.3);
                break;
            }
            case Radiator: placeAtWall(makeRadiator(m_style, next("radiator")), walls, 0.2); break;
            }
            limit -= static_cast<int>(m_scene.instances.size()) > before;
        }
    }

    void single(const Piece& piece)
    {
        if (const auto at = m_layout.standing(m_rng, piece.w, piece.d, piece.h, 0.3, m_rng.uniform(-kPi, kPi)))
            place(piece, *at);
    }

    bool has(const char* label) const
    {
        return std::find(m_placed.begin(), m_placed.end(), label) != m_placed.end();
    }

    void wallDecor()
    {
        for (int wall = 0; wall < 4; ++wall) {
            const int n = static_cast<int>(m_rng.integer(1, m_layout.wall(wall).length > 5 ? 3 : 2));
            for (int i = 0; i < n; ++i) {
                Rng rng = next("decor");
                const double kind = rng.uniform();
                const Piece piece = kind < 0.6 ? makePainting(m_builder, m_style, rng)
                    : kind < 0.72              ? makeMirror(m_style, rng)
                    : kind < 0.86              ? makeWallShelf(m_style, rng)
                                               : makeClock(m_builder, m_style, rng);
                const bool shelf = piece.label == "wall shelf";
                if (piece.label == "clock" && has("clock"))
                    continue;
                const double low = shelf ? 1.4 : 1.6 - piece.h / 2, high = shelf ? 1.8 : 1.6 + piece.h / 2;
                if (const auto s = m_layout.onWall(m_rng, wall, piece.w, low, high))
                    place(piece, m_layout.wall(wall).spot(*s, 0.002), shelf ? 1.5 : 1.6, false);
            }
        }
    }

    void ceilingLamp()
    {
        const Spot middle{m_layout.width() / 2, m_layout.depth() / 2, 0};
        if (!m_hasPendant)
            pendant(middle, m_rng.uniform(0.35, 0.6));
        // What the ceiling throws back: a second, weaker light without a lamp of its own keeps far corners readable.
        m_scene.lights.push_back({{middle.x, -m_layout.height() + 0.15, middle.z}, Vec3::Ones(), 0.45f});
    }

    Scene& m_scene;
    Builder m_builder;
    Rng m_root, m_rng;
    Kind m_kind;
    Style m_style;
    Layout m_layout;
    std::vector<int> m_quietWalls; ///< without the door
    std::vector<std::shared_ptr<const FurnitureModel>> m_models; ///< kept until the room is done
    std::vector<std::string> m_placed;                            ///< generated kinds, whatever a library calls them
    int m_count = 0;
    bool m_hasPendant = false;
};

} // namespace
} // namespace room

Scene generateRoom(std::uint64_t seed, const RoomOptions& given)
{
    RoomOptions options = given;
    options.textureSize = std::clamp(given.textureSize, 16, 2048);
    options.detail = std::isfinite(given.detail) ? std::clamp(given.detail, 0.2, 3.0) : 1.0;

    Rng rng = Rng(seed).fork("room");
    using room::Kind;
    const Kind kind = rng.pick(std::vector<Kind>{Kind::Living, Kind::Living, Kind::Bedroom, Kind::Bedroom, Kind::Dining, Kind::Dining, Kind::Study, Kind::Studio});
    const bool large = kind == Kind::Studio;
    const double width = large ? rng.uniform(5.8, 8.0) : rng.uniform(3.6, 6.4), depth = large ? rng.uniform(5.2, 8.0) : rng.uniform(3.6, 6.0);
    const double height = rng.uniform(2.5, 2.9);

    Scene scene;
    static constexpr const char* kNames[] = {"living room", "bedroom", "dining room", "study", "studio"};
    scene.name = std::string(kNames[static_cast<int>(kind)]) + " " + std::to_string(seed);
    scene.seed = seed;
    scene.room = Eigen::AlignedBox3d(Eigen::Vector3d(0, -height, 0), Eigen::Vector3d(width, 0, depth));
    room::Furnisher(scene, options, seed, kind, width, depth, height).run();
    for (const Instance& instance : scene.instances)
        scene.bounds.extend(instance.bounds);
    return scene;
}

} // namespace w2v
