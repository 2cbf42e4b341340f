// A table in SQLite: INTEGER PRIMARY KEY, WAL, prepared statements, one connection per object.
#pragma once

#include <bench/support/commits.hpp>
#include <bench/support/rows.hpp>

#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace helios::bench {

class sqlite_store {
 public:
  static constexpr char const* name = "SQLite";

  explicit sqlite_store(std::string const& path, commits wait) {
    ok(sqlite3_open(path.c_str(), &db_));
    ok(sqlite3_busy_timeout(db_, 60'000));
    run("PRAGMA journal_mode=WAL");
    run(wait == commits::durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
    run("CREATE TABLE IF NOT EXISTS t(k INTEGER PRIMARY KEY, number INTEGER, real REAL, text "
        "TEXT)");
    insert_ = prepare("INSERT INTO t(number, real, text, k) VALUES (?, ?, ?, ?)");
    update_ = prepare("UPDATE t SET number = ?, real = ?, text = ? WHERE k = ?");
    get_ = prepare("SELECT number FROM t WHERE k = ?");
  }
  sqlite_store(sqlite_store const&) = delete;
  sqlite_store& operator=(sqlite_store const&) = delete;
  ~sqlite_store() {
    for (sqlite3_stmt* const s : {insert_, update_, get_}) sqlite3_finalize(s);
    sqlite3_close(db_);
  }

  void load(std::uint64_t rows) {
    run("BEGIN IMMEDIATE");
    for (std::uint64_t i = 0; i != rows; ++i) write(insert_, i, row_at(i));
    run("COMMIT");
  }
  /// Puts upkeep that earlier writing left over behind us.
  void settle() { run("PRAGMA wal_checkpoint(TRUNCATE)"); }

  void update(std::uint64_t i, std::uint64_t n) { write(update_, i, row_at(i, n)); }
  [[nodiscard]] std::int64_t get(std::uint64_t i) {
    ok(sqlite3_bind_int64(get_, 1, key_at(i)));
    if (sqlite3_step(get_) != SQLITE_ROW) throw std::runtime_error("SQLite: a row is missing");
    std::int64_t const number = sqlite3_column_int64(get_, 0);
    ok(sqlite3_reset(get_));
    return number;
  }

 private:
  void ok(int code) const {
    if (code != SQLITE_OK) throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(db_));
  }
  void run(char const* sql) { ok(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
  [[nodiscard]] sqlite3_stmt* prepare(char const* sql) {
    sqlite3_stmt* s = nullptr;
    ok(sqlite3_prepare_v2(db_, sql, -1, &s, nullptr));
    return s;
  }
  void write(sqlite3_stmt* s, std::uint64_t i, row const& r) {
    ok(sqlite3_bind_int64(s, 1, r.number));
    ok(sqlite3_bind_double(s, 2, r.real));
    ok(sqlite3_bind_text(s, 3, r.text.data(), static_cast<int>(r.text.size()), SQLITE_STATIC));
    ok(sqlite3_bind_int64(s, 4, key_at(i)));
    int const code = sqlite3_step(s);
    if (code != SQLITE_DONE) ok(code);
    ok(sqlite3_reset(s));
  }

  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* update_ = nullptr;
  sqlite3_stmt* get_ = nullptr;
};

}  // namespace helios::bench
