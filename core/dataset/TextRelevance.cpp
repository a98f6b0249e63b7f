#include "core/dataset/TextRelevance.h"

#include <cmath>
#include <memory>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace w2v {

namespace {

constexpr double kSaturation = 1.2, kLengthWeight = 0.75; // k1 and b

/// What is the same for all rows of a query.
struct QueryWeights {
    double meanLength = 1;
    std::vector<double> rarity; ///< per phrase
    std::vector<double> found;  ///< per phrase, of the row at hand
};

int countRow(const Fts5ExtensionApi*, Fts5Context*, void* rows)
{
    ++*static_cast<sqlite3_int64*>(rows);
    return SQLITE_OK;
}

std::unique_ptr<QueryWeights> weigh(const Fts5ExtensionApi* api, Fts5Context* context, int& code)
{
    auto weights = std::make_unique<QueryWeights>();
    sqlite3_int64 rows = 0, words = 0;
    code = api->xRowCount(context, &rows);
    if (code == SQLITE_OK)
        code = api->xColumnTotalSize(context, -1, &words);
    weights->meanLength = rows > 0 && words > 0 ? static_cast<double>(words) / static_cast<double>(rows) : 1.0;
    const int phrases = api->xPhraseCount(context);
    weights->found.resize(static_cast<std::size_t>(phrases));
    weights->rarity.assign(static_cast<std::size_t>(phrases), 1.0);
    for (int i = 0; phrases > 1 && code == SQLITE_OK && i < phrases; ++i) {
        sqlite3_int64 with = 0;
        code = api->xQueryPhrase(context, i, &with, countRow);
        const double n = static_cast<double>(rows), k = static_cast<double>(with);
        weights->rarity[static_cast<std::size_t>(i)] = std::max(std::log((n - k + 0.5) / (k + 0.5)), 1e-6);
    }
    return weights;
}

void relevance(const Fts5ExtensionApi* api, Fts5Context* context, sqlite3_context* result, int, sqlite3_value**)
{
    int code = SQLITE_OK;
    auto* weights = static_cast<QueryWeights*>(api->xGetAuxdata(context, 0));
    if (!weights) {
        weights = weigh(api, context, code).release();
        const int kept = api->xSetAuxdata(context, weights, [](void* data) { delete static_cast<QueryWeights*>(data); });
        if (kept != SQLITE_OK) { // it has been deleted already
            sqlite3_result_error_code(result, kept);
            return;
        }
    }
    int hits = 0, length = 0;
    if (code == SQLITE_OK)
        code = api->xInstCount(context, &hits);
    std::fill(weights->found.begin(), weights->found.end(), 0.0);
    for (int i = 0; code == SQLITE_OK && i < hits; ++i) {
        int phrase = 0, column = 0, offset = 0;
        code = api->xInst(context, i, &phrase, &column, &offset);
        if (code == SQLITE_OK)
            weights->found[static_cast<std::size_t>(phrase)] += 1;
    }
    if (code == SQLITE_OK)
        code = api->xColumnSize(context, -1, &length);
    if (code != SQLITE_OK) {
        sqlite3_result_error_code(result, code);
        return;
    }
    double score = 0;
    const double slack = kSaturation * (1 - kLengthWeight + kLengthWeight * length / weights->meanLength);
    for (std::size_t i = 0; i < weights->found.size(); ++i)
        score += weights->rarity[i] * weights->found[i] * (kSaturation + 1) / (weights->found[i] + slack);
    sqlite3_result_double(result, -score);
}

} // namespace

void addTextRelevance(sqlite3* connection)
{
    sqlite3_stmt* statement = nullptr;
    fts5_api* api = nullptr;
    if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    if (!api || api->xCreateFunction(api, "relevance", nullptr, relevance, nullptr) != SQLITE_OK)
        throw SQLite::Exception(connection);
}

} // namespace w2v
