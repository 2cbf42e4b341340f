// bench_storage -- the storage engine beside SQLite and LMDB, in one run: support/run_cases.hpp.
#include <bench/storage/cases.hpp>

#include <bench/support/run_cases.hpp>

namespace {

using namespace helios::bench;

// peak_memory forks: it comes first, while this process is small.
constexpr named_case cases[] = {
    {"peak_memory", peak_memory},
    {"point_get", point_get},
    {"scan", scan},
    {"bulk_load", bulk_load},
    {"sql_inserts", sql_inserts},
    {"sql_queries", sql_queries},
    {"unsynced_commits", unsynced_commits},
    {"serializable", serializable},
    {"durable_commits", durable_commits},
    {"file_growth", file_growth},
    {"open_clean", open_clean},
    {"as_of", as_of},
    {"as_of_worst", as_of_worst},
    {"versions_of_a_key", versions_of_a_key},
    {"many_branches", many_branches},
    {"checkpoint_stalls", checkpoint_stalls},
    {"branch_and_merge", branch_and_merge},
};

}  // namespace

int main(int count, char** words) { return run_cases(count, words, "bench_storage", cases); }
