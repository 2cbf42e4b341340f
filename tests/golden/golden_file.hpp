// tests/golden/golden_file.hpp -- a small database file with everything that the format has, and a
// text of all that can be read in one.
//
// The files beside this one were written by golden_image() and stay as they are: what a release
// wrote is read by all later ones. Only until the first release, while format 1 still changes, they
// may be written anew:  build/dev/tests/helios_test_golden "[.write]"
//
// Holds     the clock stands still and the file's id is drawn from a seed: nothing in a file or in
//           its text depends on when or where it was made
#pragma once

#include <tests/support/file_image.hpp>
#include <tests/support/sql_database.hpp>

#include <helios/storage/memory_vfs.hpp>

#include <algorithm>
#include <sstream>
#include <string>

namespace helios::testing {

namespace golden {

inline constexpr char const* tables = R"(
  CREATE SEQUENCE tickets START WITH 100 INCREMENT BY 5;
  CREATE SCHEMA "Odd Name";
  CREATE TABLE every_type (
    id int PRIMARY KEY, boolean_ boolean, int2_ smallint, int4_ int, int8_ bigint, float4_ real,
    float8_ double precision, numeric_ numeric, money_ numeric(12, 2), text_ text,
    varchar_ varchar(20), bpchar_ char(5), bytea_ bytea, date_ date, time_ time,
    timestamp_ timestamp, timestamptz_ timestamptz, interval_ interval, uuid_ uuid);
  CREATE TABLE people (
    name text PRIMARY KEY, born date NOT NULL, mother text REFERENCES people,
    number int GENERATED ALWAYS AS IDENTITY,
    twice int GENERATED ALWAYS AS (length(name) * 2) STORED,
    UNIQUE (born, name), CHECK (born > '0001-01-01'));
  CREATE TABLE "Odd Name"."Child's" (
    id serial, parent text REFERENCES people ON DELETE CASCADE, note text DEFAULT 'it''s',
    PRIMARY KEY (id, note));
  CREATE TABLE without_key (a int, b text);
  CREATE TABLE dropped (id int PRIMARY KEY, t text);
  CREATE INDEX by_year ON people (extract(year FROM born), name DESC) WHERE mother IS NOT NULL;
  CREATE UNIQUE INDEX by_name ON every_type (lower(varchar_));
  CREATE VIEW mothers AS SELECT mother, count(*) AS children FROM people
    WHERE mother IS NOT NULL GROUP BY mother;)";

inline constexpr char const* rows = R"(
  INSERT INTO every_type VALUES
    (1, true, 32767, 2147483647, 9223372036854775807, 1.5, '1e300', 12345678901234567890.0123456789,
     12.34, 'Grüße', 'twenty characters at', 'five', '\x00ff10', '2026-02-28', '23:59:59.999999',
     '1999-12-31 23:59:59.5', '2000-01-01 00:00:00+05:30', '1 year 2 mons 3 days 04:05:06.7',
     '123e4567-e89b-12d3-a456-426614174000'),
    (2, false, -32768, -2147483648, -9223372036854775808, '-Infinity', 'NaN', -0.5, -0.01, '', '',
     '', '', '-infinity', '00:00:00', 'infinity', '-infinity', '-1 days',
     '00000000-0000-0000-0000-000000000000'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL),
    (-4, true, 0, 0, 0, 0, -0.0, 0, 0, 'it''s "quoted" \ and so on', E'two\nlines', 'ab',
     '\x', '4713-01-01 BC', '12:00', '0001-01-01 00:00:00 BC', 'infinity', '00:00:00',
     'ffffffff-ffff-ffff-ffff-ffffffffffff');
  INSERT INTO people (name, born, mother) VALUES
    ('Ada', '1815-12-10', NULL), ('Byron', '1836-05-12', 'Ada'), ('Anne', '1837-09-22', 'Ada');
  INSERT INTO "Odd Name"."Child's" (parent) VALUES ('Ada'), ('Byron'), (NULL);
  INSERT INTO without_key SELECT i, 'row ' || i FROM generate_series(1, 50) AS s (i);
  INSERT INTO dropped SELECT i, repeat('gone ', i) FROM generate_series(1, 20) AS s (i);
  SELECT nextval('tickets'), nextval('tickets');)";

/// A second later each time, so that commits can be told apart by their times.
class stepping_clock {
 public:
  explicit stepping_clock(storage::memory_vfs& of) : of_(of) { step(); }
  void step() { of_.world().stop_clock(microseconds{(1'767'225'600 + ++seconds_) * 1'000'000}); }

 private:
  storage::memory_vfs& of_;
  std::int64_t seconds_ = 0;  // since 2026-01-01 UTC
};

}  // namespace golden

/// The bytes of a file that was closed, or left as by a kill, with log that no checkpoint contains.
[[nodiscard]] inline bytes golden_image(bool closed) {
  storage::memory_vfs world(std::uint64_t{1} << 30);
  golden::stepping_clock clock(world);
  world.world().seed_random(1);
  history::engine_options options = small_file_options(durability::full);
  options.log.first_step = options.log.emergency = 4096;  // little room ahead of what is written
  options.limits.base_rows = 64;
  auto in = open_instance(world, "g", options);
  database db = database_on(in);
  auto const run = [&](executor& on, std::string const& sql) {
    clock.step();
    on.execute(sql);
  };
  run(db, "BEGIN;" + std::string(golden::tables) + "COMMIT");
  db.execute("SET helios.commit_message = 'the first rows'");
  run(db, "BEGIN;" + std::string(golden::rows) + "COMMIT");
  clock.step();
  db.create_tag("before", {});
  run(db, "UPDATE without_key SET b = b || ' changed' WHERE a % 7 = 0");
  if (!closed) db.checkpoint();  // the other is written at its end
  run(db, "DELETE FROM without_key WHERE a % 5 = 0");
  run(db,
      "INSERT INTO every_type (id, text_, bytea_) SELECT 10, repeat('long ', 300), "
      "decode(repeat('0123456789abcdef', 60), 'hex')");
  clock.step();
  database dev = db.create_branch("dev");
  run(dev, "INSERT INTO people (name, born, mother) VALUES ('Ralph', '1839-07-02', 'Ada')");
  run(dev, "ALTER TABLE people ADD COLUMN note text DEFAULT 'none'");
  run(db, "DROP TABLE dropped");
  run(db, "ALTER TABLE without_key DROP COLUMN a");
  run(db, "UPDATE people SET born = '1815-12-11' WHERE name = 'Ada'");
  clock.step();
  database past = db.create_branch("past", state("main", tag{"before"}));
  run(past, "UPDATE dropped SET t = 'kept on a branch' WHERE id = 3");
  clock.step();
  static_cast<void>(db.merge_branch("dev", "main"));
  run(db, "INSERT INTO without_key SELECT 'loaded ' || i FROM generate_series(1, 40) AS s (i)");
  run(db, "UPDATE every_type SET int4_ = 7, text_ = 'short again' WHERE id = 10");
  run(db, "DELETE FROM people WHERE name = 'Byron'");
  std::uint64_t const end = in->engine->file().end();
  if (closed) {
    in->engine->close();
  } else {
    in->engine->file().poison();  // nothing is written at its end
  }
  bytes image = read_file(world, "g");
  if (!closed) image.resize(static_cast<std::size_t>(end));
  while (closed && image.back() == std::byte{0}) image.pop_back();  // room ahead
  image.resize((image.size() + 4095) / 4096 * 4096);
  return image;
}

[[nodiscard]] inline std::string rows_in_one_line(executor& in, char const* question) {
  std::string rows;
  try {
    rows = answer(in, question);
  } catch (error const& e) {
    if (e.code() != errc::undefined_table) throw;
  }
  if (!rows.empty()) rows.pop_back();
  std::replace(rows.begin(), rows.end(), '\n', ' ');
  return rows.empty() ? "not there" : rows;
}

/// The whole content: branches, tags, commits; each branch as SQL, and as it was at each commit.
[[nodiscard]] inline std::string golden_text(database& db) {
  std::ostringstream out;
  auto branches = db.branches();
  std::sort(branches.begin(), branches.end(),
            [](auto const& a, auto const& b) { return a.name < b.name; });
  for (branch_report const& b : branches)
    out << "-- branch " << b.name << ", from " << b.parent.value_or("nothing") << " at "
        << raw(b.forked_at) << ", is at " << raw(b.newest) << "\n";
  for (tag_report const& t : db.tags())
    out << "-- tag " << t.name << " of " << t.branch << " at " << raw(t.at) << "\n";
  for (branch_report const& b : branches) {
    database on = db.connect({.branch = b.name, .timeout = {}});
    out << "\n-- " << b.name << "\n";
    on.dump(out);
    for (commit_report const& c : on.log()) {
      snapshot then = on.as_of(c.at);
      out << "\n-- " << b.name << " at " << raw(c.at) << ", by transaction " << raw(c.transaction)
          << ", " << c.time.time_since_epoch().count() << (c.message.empty() ? "" : ": ")
          << c.message << "\n";
      for (char const* const question :
           {"SELECT count(*), sum(int4_), max(length(text_)) FROM every_type",
            "SELECT name, born FROM people ORDER BY name",
            "SELECT count(*), sum(length(b)) FROM without_key",
            "SELECT count(*), max(t) FROM dropped"})
        out << "--   " << rows_in_one_line(then, question) << "\n";
    }
  }
  return out.str();
}

}  // namespace helios::testing
