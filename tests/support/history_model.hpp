// tests/support/history_model.hpp -- an engine and the naive memory of every state it ever had,
// driven by one random workload.
#pragma once

#include <helios/history/engine.hpp>
#include <helios/storage/long_value.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace helios::testing {

using namespace helios::history;
using namespace helios::storage;

/// A table as the model sees it: rows of a number and texts under int64 keys, and an index on the
/// first text.
struct model_table {
  tree_id rows{}, index{};
  std::vector<column_id> columns;  // of bytes; beside them column 0, an int64
  std::map<column_id, std::optional<std::string>> absent;
  struct row {
    std::int64_t number;
    std::map<column_id, std::optional<std::string>> texts;
    friend bool operator==(row const&, row const&) = default;
  };
  std::map<std::int64_t, row> content;

  [[nodiscard]] shape form() const {
    std::vector<column_shape> all{{column_id{0}, physical_type::int64}};
    for (column_id const c : columns) all.push_back({c, physical_type::bytes});
    shape const plain(key_kind::int64, all);
    row_builder b(plain);
    b.add_null();
    for (column_id const c : columns)
      b.add(absent.at(c) ? cell_of(std::string_view(*absent.at(c))) : cell{});
    return {key_kind::int64, all, b.image()};
  }
  [[nodiscard]] bytes image(row const& r) const {
    shape const f = form();
    row_builder b(f);
    b.add_value(r.number);
    for (column_id const c : columns)
      b.add(r.texts.at(c) ? cell_of(std::string_view(*r.texts.at(c))) : cell{});
    return {b.image().begin(), b.image().end()};
  }
  /// Index key: the first text (NULL last), a zero byte, the key as 8 big-endian bytes.
  [[nodiscard]] std::string index_key(std::int64_t k, row const& r) const {
    auto const& t = columns.empty() ? std::optional<std::string>() : r.texts.at(columns.front());
    std::string key = t ? "a" + *t : "b";
    key.push_back('\0');
    std::uint64_t const word = static_cast<std::uint64_t>(k) ^ (std::uint64_t{1} << 63);
    for (int i = 0; i != 8; ++i) key.push_back(static_cast<char>(word >> (56 - 8 * i)));
    return key;
  }
};

using table_ptr = std::shared_ptr<model_table const>;
using model_state = std::map<int, table_ptr>;  // by a number of the test's own

inline shape index_form() { return {key_kind::bytes, {}}; }

class history_model {
 public:
  struct branch {
    branch_id id{};
    branch_id parent{};
    scn forked{};
    bool dropped = false;
    std::map<scn, model_state> states;  // after each of its commits
  };

  explicit history_model(unsigned seed) : rng(seed) { branches[main_branch].id = main_branch; }

  std::mt19937 rng;
  std::map<branch_id, branch> branches;
  std::map<scn, std::pair<microseconds, transaction_id>> times;
  std::uint64_t names = 0;
  std::uint32_t next_column = 1;
  int next_table = 0;

  [[nodiscard]] model_state at(branch_id b, scn s) const {
    while (true) {
      branch const& br = branches.at(b);
      auto const after = br.states.upper_bound(s);
      if (after != br.states.begin() && (b == main_branch || s > br.forked))
        return std::prev(after)->second;
      if (b == main_branch) return {};
      s = std::min(s, br.forked);
      b = br.parent;
    }
  }
  [[nodiscard]] model_state head(branch_id b) const { return at(b, scn{UINT64_MAX}); }
  [[nodiscard]] branch_id some_branch() {
    std::vector<branch_id> live;
    for (auto const& [id, b] : branches) {
      if (!b.dropped) live.push_back(id);
    }
    return live[rng() % live.size()];
  }

  /// One random step: a commit, most times; sometimes a branch is made or dropped.
  /// Forks of the past are of states at or after `oldest`.
  void step(engine& db, scn oldest = {}) {
    unsigned const dice = rng() % 1000;
    if (dice < 6 && branches.size() < 40) return fork(db, oldest);
    if (dice < 8) return drop(db);
    commit(db, some_branch());
  }

  void fork(engine& db, scn oldest) {
    branch_id const parent = some_branch();
    std::optional<scn> at;
    std::uint64_t const last = raw(db.last_commit());
    if (rng() % 2 == 0 && last != 0) {
      std::uint64_t const from = std::max<std::uint64_t>(raw(oldest), 1);
      at = scn{from + rng() % (last - from + 1)};
    }
    branch_info const info = db.create_branch("b" + std::to_string(++names), parent, at);
    branch b;
    b.id = info.id;
    b.parent = info.parent;
    b.forked = info.forked_at;
    branches[info.id] = b;
  }

  void drop(engine& db) {
    branch_id const b = some_branch();
    if (b == main_branch) return;
    db.drop_branch(b);
    branches.at(b).dropped = true;
  }

  void commit(engine& db, branch_id b) {
    model_state state = head(b);
    commit_request request;
    request.branch = b;
    request.base = db.head(b);
    request.record.transaction = db.new_transaction();
    std::deque<bytes> kept;
    std::deque<std::string> keys;
    value_writer values = db.values();
    arena placed;
    unsigned const dice = rng() % 100;
    if (state.empty() || (dice < 3 && state.size() < 6)) {
      auto t = std::make_shared<model_table>();
      t->rows = tree_id{db.next_id(engine::counter_objects)};
      t->index = tree_id{db.next_id(engine::counter_objects)};
      for (unsigned i = rng() % 3; i != 0; --i) {
        t->columns.push_back(column_id{next_column});
        t->absent[column_id{next_column++}] = std::nullopt;
      }
      kept.push_back(t->form().encode());
      request.record.definitions.push_back({tree_change::create, t->rows, kept.back()});
      kept.push_back(index_form().encode());
      request.record.definitions.push_back({tree_change::create, t->index, kept.back()});
      state[next_table++] = t;
    } else {
      auto at = std::next(state.begin(), static_cast<std::ptrdiff_t>(rng() % state.size()));
      auto t = std::make_shared<model_table>(*at->second);
      if (dice < 5 && state.size() > 1) {
        request.record.definitions.push_back({tree_change::drop, t->rows, {}});
        request.record.definitions.push_back({tree_change::drop, t->index, {}});
        state.erase(at);
      } else {
        if (dice < 9) alter(*t, request, kept);
        long_values const out{values, placed};
        write_rows(*t, request, kept, keys, out);
        at->second = t;
      }
    }
    values.settle();
    commit_result const done = db.commit(std::move(request));
    times[done.at] = {done.time, transaction_id{}};
    branches.at(b).states[done.at] = state;
  }

  /// Compares a state of the engine with the remembered one: by scan, by index, and point by point.
  /// Returns what differs, or nothing.
  [[nodiscard]] std::string compare(engine& db, database_root const& root,
                                    model_state const& expected) const {
    std::size_t trees = 0;
    each_tree(root, db.space(), [&](tree_id, tree const&) { ++trees; });
    if (trees != 2 * expected.size()) return "it has " + std::to_string(trees) + " trees";
    for (auto const& [number, table] : expected) {
      auto const rows = open_tree(root, table->rows, db.space());
      auto const index = open_tree(root, table->index, db.space());
      if (!rows || !index) return "a tree is missing";
      if (!(rows->form().columns() == table->form().columns())) return "a table has other columns";
      if (rows->rows() != table->content.size())
        return "a table has " + std::to_string(rows->rows()) + " rows";
      cursor c(*rows);
      std::set<std::string> index_keys;
      for (auto const& [k, r] : table->content) {
        if (!c.next() || c.key().number != k) return "a scan lacks key " + std::to_string(k);
        if (!same(*table, c.row(), r)) return "a scan reads key " + std::to_string(k) + " wrong";
        auto const found = rows->find(k);
        if (!found || !same(*table, found->row(), r))
          return "a get reads key " + std::to_string(k) + " wrong";
        index_keys.insert(table->index_key(k, r));
      }
      if (c.next()) return "a scan finds a row too many";
      cursor i(*index);
      for (std::string const& k : index_keys) {
        if (!i.next() || as_text(i.key().text) != k) return "the index lacks an entry";
      }
      if (i.next()) return "the index has an entry too many";
    }
    return {};
  }

 private:
  struct long_values {
    value_writer& to;
    arena& memory;
  };

  void alter(model_table& t, commit_request& request, std::deque<bytes>& kept) {
    if (rng() % 2 == 0 || t.columns.size() < 2) {
      column_id const c{next_column++};
      t.columns.push_back(c);
      t.absent[c] = rng() % 2 == 0
                        ? std::nullopt
                        : std::optional<std::string>("default " + std::to_string(raw(c)));
      for (auto& [k, r] : t.content) r.texts[c] = t.absent[c];
      if (t.columns.size() == 1) rebuild_index(t, request, kept);
    } else {  // not the first: the index stays what it is
      column_id const c = t.columns.back();
      t.columns.pop_back();
      t.absent.erase(c);
      for (auto& [k, r] : t.content) r.texts.erase(c);
    }
    kept.push_back(t.form().encode());
    request.record.definitions.push_back({tree_change::reshape, t.rows, kept.back()});
  }

  void rebuild_index(model_table& t, commit_request& request, std::deque<bytes>& kept) {
    request.record.definitions.push_back({tree_change::drop, t.index, {}});
    request.record.definitions.push_back({tree_change::create, t.index, {}});
    kept.push_back(index_form().encode());
    request.record.definitions.back().shape = kept.back();
    for (auto const& [k, r] : t.content) rebuilt_.insert(t.index_key(k, r));
  }

  void write_rows(model_table& t, commit_request& request, std::deque<bytes>& kept,
                  std::deque<std::string>& keys, long_values const& out) {
    shape const form = t.form();
    std::map<std::int64_t, tree_op> rows;
    std::map<std::string, bool> index;
    for (std::string const& k : rebuilt_) index[k] = true;
    rebuilt_.clear();
    unsigned const n = rng() % 20 == 0 ? 40 : 1 + rng() % 4;
    for (unsigned i = 0; i != n; ++i) {
      auto const k = static_cast<std::int64_t>(rng() % 80);
      auto const old = t.content.find(k);
      if (old != t.content.end()) index[t.index_key(k, old->second)] = false;
      if (rng() % 3 == 0) {
        if (old == t.content.end()) continue;
        kept.push_back(t.image(old->second));
        rows[k] = {k, kept.back(), true};
        t.content.erase(old);
      } else {
        model_table::row r{static_cast<std::int64_t>(rng() % 1000), {}};
        for (column_id const c : t.columns) {
          r.texts[c] = rng() % 5 == 0 ? std::nullopt
                                      : std::optional<std::string>(std::string(length(t, c), 'x') +
                                                                   std::to_string(rng() % 100));
        }
        t.content[k] = r;
        rows[k] = {k, out.to.place(form, t.image(r), out.memory), false};
        index[t.index_key(k, r)] = true;
      }
    }
    tree_operations row_ops{t.rows, key_kind::int64, {}};
    for (auto const& [k, o] : rows) row_ops.ops.push_back(o);
    tree_operations index_ops{t.index, key_kind::bytes, {}};
    for (auto const& [k, put] : index) {
      keys.push_back(k);
      index_ops.ops.push_back({std::string_view(keys.back()), {}, !put});
    }
    request.record.trees.push_back(std::move(row_ops));
    request.record.trees.push_back(std::move(index_ops));
  }

  /// Now and then one that lies out of line; never of what is indexed.
  [[nodiscard]] std::size_t length(model_table const& t, column_id c) {
    return c == t.columns.front() || rng() % 12 != 0 ? rng() % 30 : 250 + rng() % 400;
  }

  [[nodiscard]] static bool same(model_table const& t, stored_row const& stored,
                                 model_table::row const& r) {
    if (stored.at(0).null || stored.at(0).as<std::int64_t>() != r.number) return false;
    for (std::size_t i = 0; i != t.columns.size(); ++i) {
      content const held = content_of(stored, i + 1);
      std::optional<std::string> const text =
          stored.at(i + 1).null ? std::nullopt : std::optional<std::string>(as_text(held.data));
      if (text != r.texts.at(t.columns[i])) return false;
    }
    return true;
  }

  std::set<std::string> rebuilt_;
};

}  // namespace helios::testing
