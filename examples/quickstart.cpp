// examples/quickstart.cpp -- a tour: load, query, change, look back, branch, merge, open again.
#include <helios/helios.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace {

/// The rows of a result as a small table.
void show(helios::result rows) {
  std::vector<std::vector<std::string>> lines(1);
  for (helios::result_column const& c : rows.columns()) lines[0].push_back(c.name);
  for (helios::row const& row : rows) {
    lines.emplace_back();
    for (std::size_t i = 0; i != row.size(); ++i) lines.back().push_back(row[i].text());
  }
  std::vector<std::size_t> widths(lines[0].size());
  for (auto const& line : lines) {
    for (std::size_t i = 0; i != line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  for (auto const& line : lines) {
    std::printf("  ");
    for (std::size_t i = 0; i != line.size(); ++i) {
      std::printf("  %-*s", static_cast<int>(widths[i]), line[i].c_str());
    }
    std::printf("\n");
  }
}

struct city {
  std::int64_t id;
  std::string name;
  std::optional<std::int64_t> population;
};

void load(helios::database& db, std::string const& folder) {
  // [load]
  db.execute(R"(
    CREATE TABLE countries (iso2 TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, capital TEXT,
                            continent TEXT, area_km2 NUMERIC(10, 2), population BIGINT);
    CREATE TABLE cities (id INT PRIMARY KEY, name TEXT NOT NULL,
                         country TEXT NOT NULL REFERENCES countries,
                         latitude NUMERIC(4, 2), longitude NUMERIC(5, 2),
                         population BIGINT CHECK (population > 0), elevation_m INT,
                         is_capital BOOLEAN);
    CREATE INDEX ON cities (country))");
  db.copy_from("countries", folder + "/countries.csv", {.header = true});
  auto const loaded = db.copy_from("cities", folder + "/cities.csv", {.header = true});
  // [/load]
  std::printf("1  %llu cities from a CSV file; the most crowded capitals\n",
              static_cast<unsigned long long>(loaded));
  show(
      db.query("SELECT c.name, n.name AS country, c.population"
               " FROM cities c JOIN countries n ON n.iso2 = c.country"
               " WHERE c.is_capital ORDER BY c.population DESC NULLS LAST LIMIT $1",
               3));
  std::printf("   and the continents\n");
  show(
      db.query("SELECT n.continent, count(*) AS cities, max(c.elevation_m) AS highest_m"
               " FROM cities c JOIN countries n ON n.iso2 = c.country"
               " GROUP BY n.continent ORDER BY cities DESC"));
}

void read_rows(helios::database& db) {
  std::printf("\n2  Rows as C++ values\n");
  // [rows]
  for (auto const& c : db.query<city>("SELECT id, name, population FROM cities"
                                      " WHERE country = $1 ORDER BY population DESC LIMIT 2",
                                      "IE")) {
    std::printf("    %s: %lld people\n", c.name.c_str(),
                static_cast<long long>(c.population.value_or(0)));
  }
  auto const highest = db.query_value<int>("SELECT max(elevation_m) FROM cities");
  // [/rows]
  std::printf("    the highest city lies at %d m\n", highest);
}

void look_back(helios::database& db) {
  std::printf("\n3  A mistake, and the state before it\n");
  // [history]
  helios::scn const before = db.newest();
  db.execute("DELETE FROM cities WHERE is_capital");  // a mistake

  helios::snapshot then = db.as_of(before);
  auto const gone = then.query_value<std::int64_t>("SELECT count(*) FROM cities WHERE is_capital");
  db.execute("INSERT INTO cities SELECT * FROM cities AS OF SCN $1 WHERE is_capital",
             helios::raw(before));
  // [/history]
  std::printf("    %lld capitals were gone, and are back: %lld cities\n",
              static_cast<long long>(gone),
              static_cast<long long>(db.query_value<std::int64_t>("SELECT count(*) FROM cities")));
}

void branch(helios::database& db) {
  std::printf("\n4  A branch, changes on both sides, a merge\n");
  // [branch]
  helios::database trial = db.create_branch("trial");
  trial.execute("UPDATE cities SET population = population * 2 WHERE name = 'Edinburgh'");
  db.execute("UPDATE cities SET elevation_m = 40 WHERE name = 'Edinburgh'");

  for (helios::changed_row const& c : db.diff("main", "trial")) {
    std::printf("    %s: %s people on main, %s on trial\n",
                c.before->get<std::string>("name").c_str(),
                (*c.before)["population"].text().c_str(), (*c.after)["population"].text().c_str());
  }
  helios::merge_report const merged = db.merge_branch("trial", "main");
  // [/branch]
  std::printf("    %llu row merged, %zu conflicts: both changes are there\n",
              static_cast<unsigned long long>(merged.updated), merged.conflicts.size());
  show(db.query("SELECT name, population, elevation_m FROM cities WHERE name = 'Edinburgh'"));
}

void tour(std::string const& folder) {
  std::string const file = (std::filesystem::temp_directory_path() / "helios-tour.helios").string();
  std::filesystem::remove(file);
  std::printf("helios %s: one file, every state it ever had\n\n", HELIOS_VERSION_STRING);
  {
    helios::database db = helios::open(file);
    load(db, folder);
    read_rows(db);
    look_back(db);
    branch(db);
  }
  std::printf("\n5  Closed and opened again\n");
  helios::database db = helios::open(file);
  std::printf("    %lld cities, %zu commits, %zu branches, %llu KiB, %s\n",
              static_cast<long long>(db.query_value<std::int64_t>("SELECT count(*) FROM cities")),
              db.log().size(), db.branches().size(),
              static_cast<unsigned long long>(db.storage().file_bytes / 1024),
              db.check().empty() ? "every row checked" : "damaged");
  std::filesystem::remove(file);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    tour(count > 1 ? arguments[1] : "examples/data");
  } catch (helios::error const& e) {
    std::string const code(e.sqlstate());
    std::fprintf(stderr, "quickstart: %s: %s %s\n", code.c_str(), e.what(), e.hint().c_str());
    return 1;
  }
}
