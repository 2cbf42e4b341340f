// tests/support/numbers_table.hpp -- the smallest table: int64 keys, one int64 column; and the few
// things that tests of the engine do with it.
#pragma once

#include <helios/history/transaction.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

namespace helios::testing {

inline storage::shape numbers_shape() {
  return {storage::key_kind::int64, {{column_id{1}, physical_type::int64}}};
}

inline bytes number_image(std::int64_t n) {
  storage::shape const form = numbers_shape();
  storage::row_builder b(form);
  b.add_value(n);
  return {b.image().begin(), b.image().end()};
}

/// A table in every branch that is forked from now on.
[[nodiscard]] inline tree_id make_numbers(std::shared_ptr<history::engine> const& db,
                                          branch_id branch = history::main_branch) {
  tree_id const id{db->next_id(history::engine::counter_objects)};
  history::transaction t(db, branch);
  t.create(id, numbers_shape());
  t.commit();
  return id;
}

[[nodiscard]] inline std::optional<std::int64_t> read_number(storage::tree const& in,
                                                             std::int64_t key) {
  auto const found = in.find(key);
  if (!found) return {};
  return found->at(0).as<std::int64_t>();
}
[[nodiscard]] inline std::optional<std::int64_t> read_number(history::engine& db,
                                                             storage::version_ptr const& in,
                                                             tree_id id, std::int64_t key) {
  auto const t = storage::open_tree(in->root(), id, db.space());
  return t ? read_number(*t, key) : std::nullopt;
}

[[nodiscard]] inline std::map<std::int64_t, std::int64_t> all_numbers(
    history::engine& db, storage::version_ptr const& in, tree_id id) {
  std::map<std::int64_t, std::int64_t> all;
  if (auto const t = storage::open_tree(in->root(), id, db.space())) {
    storage::cursor c(*t);
    while (c.next()) all[c.key().number] = c.row().at(0).as<std::int64_t>();
  }
  return all;
}

inline void put_number(history::transaction& t, tree_id id, std::int64_t key, std::int64_t value) {
  bytes const image = number_image(value);
  t.put(id, key, image);
}
inline void erase_number(history::transaction& t, tree_id id, std::int64_t key) {
  bytes const image = t.read(id).find(key)->image();
  t.erase(id, key, image);
}

/// One commit of one row.
inline history::commit_result set_number(std::shared_ptr<history::engine> const& db,
                                         branch_id branch, tree_id id, std::int64_t key,
                                         std::int64_t value) {
  history::transaction t(db, branch);
  put_number(t, id, key, value);
  return *t.commit();
}

/// Adds to one row, again and again until nobody else was faster. Returns the attempts.
inline int add_number(std::shared_ptr<history::engine> const& db, branch_id branch, tree_id id,
                      std::int64_t key, std::int64_t amount) {
  for (int attempt = 1;; ++attempt) {
    history::transaction t(db, branch);
    std::int64_t const was = read_number(t.read(id), key).value_or(0);
    put_number(t, id, key, was + amount);
    try {
      t.commit();
      return attempt;
    } catch (error const& e) {
      if (e.code() != errc::serialization_failure) throw;
    }
  }
}

}  // namespace helios::testing
