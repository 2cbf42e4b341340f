// tests/oracles/sqlite.hpp -- SQLite as an engine: the origin of the sqllogictest corpus.
//
// Errors    a failing statement is a failure with SQLSTATE 42000 (SQLite has none);
// std::runtime_error:
//           no database
#pragma once

#include <tests/support/slt/engine.hpp>

#include <sqlite3.h>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace helios::test {

/// An empty database in memory. It has one session, whatever its name.
class sqlite_engine final : public slt::engine {
 public:
  sqlite_engine() {
    sqlite3* opened = nullptr;
    int const code = sqlite3_open(":memory:", &opened);
    database_.reset(opened);
    if (code != SQLITE_OK) throw std::runtime_error("sqlite: cannot open a database in memory");
  }

  [[nodiscard]] std::string name() const override { return "sqlite"; }

  slt::result execute(std::string_view, std::string_view sql) override {
    sqlite3_stmt* prepared = nullptr;
    int const code = sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        &prepared, nullptr);
    std::unique_ptr<sqlite3_stmt, finalizer> const statement(prepared);
    if (code != SQLITE_OK) return last_failure();
    slt::rows got;
    got.columns = static_cast<std::size_t>(sqlite3_column_count(prepared));
    int step = SQLITE_DONE;
    if (prepared != nullptr) {
      while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
        for (int i = 0; i != sqlite3_column_count(prepared); ++i) {
          got.values.push_back(value_at(prepared, i));
        }
      }
    }
    if (step != SQLITE_DONE) return last_failure();
    return got;
  }

 private:
  struct closer {
    void operator()(sqlite3* d) const { sqlite3_close(d); }
  };
  struct finalizer {
    void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
  };

  [[nodiscard]] slt::failure last_failure() const {
    return {"42000", sqlite3_errmsg(database_.get())};
  }

  [[nodiscard]] static slt::value value_at(sqlite3_stmt* row, int i) {
    switch (sqlite3_column_type(row, i)) {
      case SQLITE_NULL: return slt::null{};
      case SQLITE_INTEGER: return slt::integer{text_at(row, i)};
      case SQLITE_FLOAT: {
        double const number = sqlite3_column_double(row, i);
        return slt::floating{number, text_at(row, i)};
      }
      default: return slt::text{text_at(row, i)};  // a blob too: SQLite's runner prints its bytes
    }
  }
  [[nodiscard]] static std::string text_at(sqlite3_stmt* row, int i) {
    auto const* const begin = reinterpret_cast<char const*>(sqlite3_column_text(row, i));
    return {begin, static_cast<std::size_t>(sqlite3_column_bytes(row, i))};
  }

  std::unique_ptr<sqlite3, closer> database_;
};

}  // namespace helios::test
