// bench_storage -- the storage engine beside SQLite and LMDB, in one run.
//
//   bench_storage --rows N --rounds N --folder <path> --only <part of a case's name> --out <json>
#include <bench/storage/cases.hpp>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace {

using namespace helios::bench;

settings parse(int count, char** words) {
  settings s;
  for (int i = 1; i < count; i += 2) {
    std::string_view const name = words[i];
    if (i + 1 == count) throw std::runtime_error("no value for " + std::string(name));
    std::string const value = words[i + 1];
    if (name == "--rows")
      s.rows = std::stoull(value);
    else if (name == "--rounds")
      s.rounds = std::stoi(value);
    else if (name == "--folder")
      s.folder = value;
    else if (name == "--only")
      s.only = value;
    else if (name == "--out")
      s.out = value;
    else
      throw std::runtime_error("no such option: " + std::string(name));
  }
  if (s.folder.empty() || s.out.empty()) throw std::runtime_error("--folder and --out are needed");
  if (s.rows < 1000 || s.rounds < 1) throw std::runtime_error("at least 1000 rows and 1 round");
  return s;
}

struct named_case {
  char const* name;
  void (*run)(settings const&, figures&);
};

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

int main(int count, char** words) {
  try {
    settings const s = parse(count, words);
    figures out;
    for (named_case const& c : cases) {
      if (std::string_view(c.name).find(s.only) == std::string_view::npos) continue;
      std::fprintf(stderr, "%s\n", c.name);
      settings own = s;
      own.folder += std::string("/") + c.name;
      std::filesystem::create_directories(own.folder);
      c.run(own, out);
      std::filesystem::remove_all(own.folder);
    }
    out.write(s.out);
    return 0;
  } catch (std::exception const& e) {
    std::fprintf(stderr, "bench_storage: %s\n", e.what());
    return 1;
  }
}
