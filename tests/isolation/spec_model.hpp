// tests/isolation/spec_model.hpp -- what a transaction of a spec does when nobody else is there, on
// any state of the tables; and from it what must become of it among others.
//
// Shape     a state is rows by table and key. The model keeps states as values, runs single
//           transactions on a database of its own that it fills with the state at hand, and merges
//           what they changed row by row.
// Holds     (S1) a transaction answers what it answers alone on the state it began with
//           (S2) if it changes something, it must be refused if a row that it changed or locked has
//                changed since, or if its changes and those of others together break a constraint
//           (S3) at SERIALIZABLE, then, it must also be refused unless it would answer and
//                leave the same, alone on the state it commits to
//           (S4) else it commits; at SERIALIZABLE one that changes something may be refused all the
//                same
#pragma once

#include <tests/api/session_fixture.hpp>
#include <tests/isolation/spec.hpp>

#include <map>
#include <set>
#include <utility>

namespace helios::test {

/// Rows as SQL, `('1', 'Ada', NULL)`, by table and key.
using table_rows = std::map<std::string, std::string>;
using tables_state = std::map<std::string, table_rows>;

[[nodiscard]] inline tables_state read_state(api::session& in,
                                             std::vector<std::string> const& tables) {
  tables_state out;
  for (std::string const& table : tables) {
    table_rows& rows = out[table];
    api::outcome const all = in.run(api::parse("SELECT id, * FROM " + table).at(0));
    exec::batch b;
    while (all.stream->next(b)) {
      exec::each(b.rows, [&](std::uint32_t i) {
        std::string text;
        for (std::size_t c = 1; c != b.columns.size(); ++c) {
          value const v = exec::value_at(b.columns[c], i);
          text += (c == 1 ? "('" : ", '") + (v.is_null() ? "" : types::to_text(v)) + "'";
          if (v.is_null()) text.replace(text.size() - 2, 2, "NULL");
        }
        rows[types::to_text(exec::value_at(b.columns[0], i))] = text + ")";
      });
    }
  }
  return out;
}

struct row_name {
  std::string table, key;
  friend auto operator<=>(row_name const&, row_name const&) = default;
};

/// What a transaction did alone.
struct lone_run {
  std::vector<std::string> answers;  // to each statement, COMMIT included
  tables_state before, after;
  std::set<row_name> touched;  // changed or locked

  [[nodiscard]] bool committed() const { return answers.back() == "COMMIT"; }
};

class spec_model {
 public:
  explicit spec_model(isolation_spec const& of) : spec_(of), tables_(of.tables()) {
    start_ = read_state(*filled({}).own, tables_);
  }

  [[nodiscard]] std::vector<std::string> const& tables() const noexcept { return tables_; }
  [[nodiscard]] tables_state const& start() const noexcept { return start_; }

  [[nodiscard]] lone_run const& alone(tables_state const& on, spec_transaction const& t) {
    auto const [at, fresh] = runs_.try_emplace({on, &t});
    if (fresh) at->second = run_alone(on, t);
    return at->second;
  }

  enum class verdict : std::uint8_t { commits, is_refused, may_be_refused };
  struct expectation {
    verdict is;
    bool breaks_rule;    // a constraint's: its error may be told instead of 40001
    tables_state after;  // if it commits
  };
  /// Of a transaction that began on one state and asks for COMMIT on another.
  [[nodiscard]] expectation at_commit(lone_run const& ran, spec_transaction const& t,
                                      tables_state const& now, bool serializable) {
    if (ran.after == ran.before) return {verdict::commits, false, now};
    bool lost = false;
    tables_state merged = now;
    for (row_name const& r : ran.touched) {
      lost = lost || row(now, r) != row(ran.before, r);
      std::string const left = row(ran.after, r);
      if (left == row(ran.before, r)) continue;
      if (left.empty()) {
        merged[r.table].erase(r.key);
      } else {
        merged[r.table][r.key] = left;
      }
    }
    if (breaks_rule(merged)) return {verdict::is_refused, true, {}};
    if (lost) return {verdict::is_refused, false, {}};
    if (!serializable) return {verdict::commits, false, std::move(merged)};
    lone_run const& later = alone(now, t);
    bool const fits = later.answers == ran.answers && later.after == merged;
    return {fits ? verdict::may_be_refused : verdict::is_refused, false, std::move(merged)};
  }

 private:
  [[nodiscard]] static std::string row(tables_state const& in, row_name const& r) {
    table_rows const& rows = in.at(r.table);
    auto const at = rows.find(r.key);
    return at == rows.end() ? std::string() : at->second;
  }

  /// A database in a state. Throws what a constraint says.
  struct filled_database {
    std::unique_ptr<session_fixture> db;
    api::session* own;
  };
  [[nodiscard]] filled_database filled(tables_state const& with) {
    std::string setup;
    for (std::string const& s : spec_.setup) setup += s + ";";
    auto db = std::make_unique<session_fixture>(setup);
    if (!with.empty() && with != start_) {
      for (auto t = tables_.rbegin(); t != tables_.rend(); ++t) must(*db, "DELETE FROM " + *t);
      for (std::string const& t : tables_) {
        std::string rows;
        for (auto const& [key, image] : with.at(t)) rows += (rows.empty() ? "" : ", ") + image;
        if (!rows.empty()) must(*db, "INSERT INTO " + t + " VALUES " + rows);
      }
    }
    api::session* const own = &*db->own;
    return {std::move(db), own};
  }
  static void must(session_fixture& db, std::string const& sql) { db.own->run(api::parse(sql)[0]); }

  [[nodiscard]] bool breaks_rule(tables_state const& state) {
    auto const [at, fresh] = broken_.try_emplace(state, false);
    if (!fresh) return at->second;
    try {
      static_cast<void>(filled(state));
    } catch (error const& e) {
      if (!e.sqlstate().starts_with("23")) throw;
      at->second = true;
    }
    return at->second;
  }

  [[nodiscard]] lone_run run_alone(tables_state const& on, spec_transaction const& t) {
    filled_database const in = filled(on);
    lone_run out{{}, on, {}, {}};
    if (!t.alone) run(*in.own, "BEGIN");
    for (std::string const& sql : t.statements) {
      for (std::string const& key : locked_by(*in.own, sql))
        out.touched.insert({table_of(sql), key});
      out.answers.push_back(run(*in.own, sql));
    }
    out.after = read_state(*in.own, tables_);
    for (std::string const& table : tables_) {
      for (auto const* const side : {&out.before, &out.after})
        for (auto const& [key, image] : side->at(table))
          if (row(out.before, {table, key}) != row(out.after, {table, key}))
            out.touched.insert({table, key});
    }
    return out;
  }

  /// SELECT .. FROM <table> .. FOR UPDATE and its kin: the keys of the rows.
  [[nodiscard]] static std::size_t lock_clause(std::string const& sql) {
    return sql.starts_with("SELECT") ? sql.rfind(" FOR ") : std::string::npos;
  }
  [[nodiscard]] static std::string table_of(std::string const& sql) {
    std::size_t const at = sql.find(" FROM ") + 6;
    return sql.substr(at, sql.find(' ', at) - at);
  }
  [[nodiscard]] static std::vector<std::string> locked_by(api::session& in,
                                                          std::string const& sql) {
    std::size_t const end = lock_clause(sql);
    if (end == std::string::npos) return {};
    std::vector<std::string> keys;
    api::outcome const rows = in.run(
        api::parse("SELECT id" + sql.substr(sql.find(" FROM "), end - sql.find(" FROM "))).at(0));
    exec::batch b;
    while (rows.stream->next(b))
      exec::each(b.rows, [&](std::uint32_t i) {
        keys.push_back(types::to_text(exec::value_at(b.columns[0], i)));
      });
    return keys;
  }

  isolation_spec const& spec_;
  std::vector<std::string> tables_;
  tables_state start_;
  std::map<std::pair<tables_state, spec_transaction const*>, lone_run> runs_;
  std::map<tables_state, bool> broken_;
};

}  // namespace helios::test
