// examples/quickstart.cpp -- a tour of what stands today: one file of versions, read as it was,
// branched and merged.
//
// SQL and typed tables come over this ground; here it is driven by the tree API directly.
#include <helios/helios.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace helios;
using namespace helios::history;

namespace {

// [table]
// A table of cities: rows under their id, four columns known by their ids.
storage::shape const& cities() {
  static storage::shape const form(storage::key_kind::int64,
                                   {{column_id{1}, physical_type::bytes},      // name
                                    {column_id{2}, physical_type::bytes},      // country
                                    {column_id{3}, physical_type::int64},      // population
                                    {column_id{4}, physical_type::boolean}});  // is a capital
  return form;
}

bytes city(std::string_view name, std::string_view country, std::int64_t people, bool capital) {
  storage::row_builder row(cities());
  row.add(storage::cell_of(name))
      .add(storage::cell_of(country))
      .add_value(people)
      .add_value(capital);
  return {row.image().begin(), row.image().end()};
}
// [/table]

/// The cells of a CSV line; quotes as RFC 4180 has them.
std::vector<std::string> cells(std::string const& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i != line.size(); ++i) {
    char const c = line[i];
    if (c == '"' && quoted && i + 1 != line.size() && line[i + 1] == '"') {
      out.back().push_back(line[++i]);
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      out.emplace_back();
    } else {
      out.back().push_back(c);
    }
  }
  return out;
}

struct world_file {
  std::shared_ptr<engine> db;
  tree_id table{};

  [[nodiscard]] storage::tree at(version_ptr const& state) const {
    return *storage::open_tree(state->root(), table, db->space());
  }
  void tell(char const* what, version_ptr const& state) const {
    storage::tree const t = at(state);
    std::uint64_t people = 0;
    storage::cursor c(t);
    while (c.next()) {
      storage::cell const n = c.row().at(2);
      if (!n.null) people += n.as<std::uint64_t>();
    }
    std::printf("  %-34s %4llu cities, %5.1f million people\n", what,
                static_cast<unsigned long long>(t.rows()), static_cast<double>(people) / 1e6);
  }
  void show(char const* what, version_ptr const& state, std::int64_t id) const {
    auto const row = at(state).find(id);
    if (!row) {
      std::printf("  %-34s no such city\n", what);
      return;
    }
    std::string const name(as_text(row->at(0).data));
    std::printf("  %-34s %s, %lld people\n", what, name.c_str(),
                static_cast<long long>(row->at(2).as<std::int64_t>()));
  }
};

scn load(world_file const& w, std::string const& path) {
  transaction tx(w.db, main_branch);
  tx.create(w.table, cities());
  std::ifstream in(path);
  if (!in) throw error(errc::undefined_file, "could not open \"" + path + "\"");
  std::string line;
  std::getline(in, line);  // the header
  while (std::getline(in, line)) {
    std::vector<std::string> const c = cells(line);
    std::int64_t const people = c[5].empty() ? 0 : std::stoll(c[5]);
    tx.put(w.table, std::stoll(c[0]), city(c[1], c[2], people, c[7] == "true"));
  }
  return tx.commit("the cities of 2020", "tour")->at;
}

void tour(std::string const& folder) {
  std::string const file = (std::filesystem::temp_directory_path() / "helios-tour.helios").string();
  std::filesystem::remove(file);
  world_file w;
  w.db = engine::open(storage::system_vfs(), file);
  w.table = tree_id{w.db->next_id(engine::counter_objects)};
  std::printf("helios %s: one file, every state it ever had\n\n", HELIOS_VERSION_STRING);

  std::printf("1  Load %s/cities.csv in one transaction\n", folder.c_str());
  scn const loaded = load(w, folder + "/cities.csv");
  w.tell("now", w.db->head(main_branch));

  // [history]
  // Two commits: London grows, and by mistake every capital is erased.
  transaction grow(w.db, main_branch);
  grow.put(w.table, 1, city("London", "GB", 9'900'000, true));
  grow.commit("London counted again");

  transaction mistake(w.db, main_branch);
  std::vector<std::int64_t> capitals;
  storage::cursor all(mistake.read(w.table));
  while (all.next()) {
    if (all.row().at(3).as<bool>()) capitals.push_back(all.key().number);
  }
  for (std::int64_t const id : capitals) {
    mistake.erase(w.table, id, mistake.read(w.table).find(id)->image());
  }
  scn const regretted = mistake.commit("oops")->at;

  version_ptr const before = w.db->as_of(main_branch, scn{raw(regretted) - 1});
  // [/history]
  std::printf("\n2  Change it, and look at it as it was\n");
  w.show("London as of the load", w.db->as_of(main_branch, loaded), 1);
  w.show("London before the mistake", before, 1);
  w.show("London now", w.db->head(main_branch), 1);
  w.tell("now: the capitals are gone", w.db->head(main_branch));
  reset(w.db, main_branch, scn{raw(regretted) - 1});
  w.tell("after going back one commit", w.db->head(main_branch));

  // [branch]
  // Try something on a branch; main goes on meanwhile; then merge cell by cell.
  branch_id const trial = w.db->create_branch("trial", main_branch).id;
  transaction there(w.db, trial);
  there.put(w.table, 2, city("Edinburgh", "GB", 600'000, true));  // a capital again
  there.commit("a guess");
  transaction here(w.db, main_branch);
  here.put(w.table, 3, city("Manchester", "GB", 580'000, false));
  here.commit("meanwhile");
  merge_result const merged = merge(w.db, trial, main_branch);
  // [/branch]
  std::printf("\n3  Branch, change both sides, merge\n");
  w.show("Edinburgh, merged from trial", w.db->head(main_branch), 2);
  w.show("Manchester, main's own change", w.db->head(main_branch), 3);
  std::printf("  %-34s %llu rows taken over, %zu conflicts\n", "the merge",
              static_cast<unsigned long long>(merged.updated), merged.conflicts.size());

  std::printf("\n4  Every version that London had\n");
  for (row_version const& v : versions_between(*w.db, main_branch, w.table, scn{0},
                                               w.db->last_commit(), storage::key_view(1))) {
    storage::row_view const row(cities(), v.image);
    std::string const end = v.end ? "SCN " + std::to_string(raw(v.end->at)) : "now";
    std::printf("  %c  from SCN %llu until %-8s %lld people\n", v.operation,
                static_cast<unsigned long long>(v.start ? raw(v.start->at) : 0), end.c_str(),
                static_cast<long long>(row.at(2).as<std::int64_t>()));
  }

  std::printf("\n5  Close, open again: it is all there\n");
  w.db.reset();  // the last handle: transactions that have ended hold nothing
  w.db = engine::open(storage::system_vfs(), file);
  w.tell("now", w.db->head(main_branch));
  w.tell("as of the mistake", w.db->as_of(main_branch, regretted));
  storage_report const r = w.db->report();
  std::printf("  %-34s %llu commits on %llu branches in %llu KiB\n", "the file",
              static_cast<unsigned long long>(r.commits),
              static_cast<unsigned long long>(r.branches),
              static_cast<unsigned long long>(r.file_bytes / 1024));
  w.db.reset();
  std::filesystem::remove(file);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    tour(count > 1 ? arguments[1] : "examples/data");
  } catch (error const& e) {
    std::string const code(e.sqlstate());
    std::fprintf(stderr, "quickstart: %s: %s %s\n", code.c_str(), e.what(), e.hint().c_str());
    return 1;
  }
}
