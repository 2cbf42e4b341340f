// SQL on SQLite: WAL, its cache and mapping large enough for everything.
#pragma once

#include <bench/support/commits.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace helios::bench {

class sqlite_session {
 public:
  static constexpr char const* name = "SQLite";

  explicit sqlite_session(std::string const& path, commits wait) {
    ok(sqlite3_open(path.c_str(), &db_));
    run("PRAGMA journal_mode = WAL");
    run(wait == commits::durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
    run("PRAGMA cache_size = -1000000");
    run("PRAGMA mmap_size = 8000000000");
  }
  sqlite_session(sqlite_session const&) = delete;
  sqlite_session& operator=(sqlite_session const&) = delete;
  ~sqlite_session() { sqlite3_close(db_); }

  void run(std::string const& sql) {
    ok(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr));
  }

  /// The same, on the way to something else.
  [[nodiscard]] sqlite_session& with(std::string const& sql) {
    run(sql);
    return *this;
  }

  class statement {
   public:
    statement(sqlite_session& of, std::string const& sql) : of_(&of) {
      of.ok(sqlite3_prepare_v2(of.db_, sql.c_str(), -1, &s_, nullptr));
    }
    statement(statement const&) = delete;
    statement& operator=(statement const&) = delete;
    ~statement() { sqlite3_finalize(s_); }

    /// Visits each row of the result: f(statement), which reads columns.
    template <class F, class... Arguments>
    void each(F&& f, Arguments const&... arguments) {
      int place = 0;
      (bind(++place, arguments), ...);
      int code = sqlite3_step(s_);
      for (; code == SQLITE_ROW; code = sqlite3_step(s_)) f(std::as_const(*this));
      if (code != SQLITE_DONE) of_->ok(code);
      of_->ok(sqlite3_reset(s_));
    }
    [[nodiscard]] std::int64_t whole(int c) const { return sqlite3_column_int64(s_, c); }
    [[nodiscard]] double real(int c) const { return sqlite3_column_double(s_, c); }
    [[nodiscard]] std::string_view text(int c) const {
      return {reinterpret_cast<char const*>(sqlite3_column_text(s_, c)),
              static_cast<std::size_t>(sqlite3_column_bytes(s_, c))};
    }

    /// Returns the sum of all whole numbers of the result.
    template <class... Arguments>
    std::int64_t run(Arguments const&... arguments) {
      std::int64_t sum = 0;
      each(
          [&sum](statement const& row) {
            for (int c = 0; c != sqlite3_column_count(row.s_); ++c)
              if (sqlite3_column_type(row.s_, c) == SQLITE_INTEGER) sum += row.whole(c);
          },
          arguments...);
      return sum;
    }

   private:
    void bind(int place, std::int64_t v) { of_->ok(sqlite3_bind_int64(s_, place, v)); }
    void bind(int place, double v) { of_->ok(sqlite3_bind_double(s_, place, v)); }
    void bind(int place, std::string_view v) {
      of_->ok(sqlite3_bind_text(s_, place, v.data(), static_cast<int>(v.size()), SQLITE_STATIC));
    }
    sqlite_session* of_;
    sqlite3_stmt* s_ = nullptr;
  };

 private:
  void ok(int code) const {
    if (code != SQLITE_OK) throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(db_));
  }
  sqlite3* db_ = nullptr;
};

}  // namespace helios::bench
