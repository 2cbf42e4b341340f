// bench_typed -- typed queries beside SQL, SQLite, DuckDB and loops over arrays:
// support/run_cases.hpp.
#include <bench/typed/cases.hpp>

#include <bench/support/run_cases.hpp>

namespace {

using namespace helios::bench;

constexpr named_case cases[] = {
    {"typed_get", typed_get},
    {"typed_insert", typed_insert},
    {"typed_nearest", typed_nearest},
    {"typed_rows", typed_rows},
    {"typed_sum", typed_sum},
};

}  // namespace

int main(int count, char** words) { return run_cases(count, words, "bench_typed", cases); }
