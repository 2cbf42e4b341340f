// tests/support/texts_table.hpp -- a table of a number and two texts under int64 keys, written
// through transactions as the layers above write: a column that does not change is copied.
#pragma once

#include <helios/history/transaction.hpp>
#include <helios/storage/long_value.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace helios::testing {

struct texts_row {
  std::int64_t number = 0;
  std::string a, b;
  friend bool operator==(texts_row const&, texts_row const&) = default;
};
using texts = std::map<std::int64_t, texts_row>;

inline constexpr std::size_t mib = std::size_t{1} << 20;

/// Another text for each seed.
[[nodiscard]] inline std::string text_of(std::size_t length, unsigned seed) {
  std::string s(length, '.');
  for (std::size_t i = 0; i < length; i += 5)
    s[i] = static_cast<char>('a' + (i * 31 + seed * 7) % 26);
  return s;
}

inline storage::shape texts_shape() {
  return {storage::key_kind::int64,
          {{column_id{1}, physical_type::int64},
           {column_id{2}, physical_type::bytes},
           {column_id{3}, physical_type::bytes}}};
}

[[nodiscard]] inline tree_id make_texts(std::shared_ptr<history::engine> const& db) {
  tree_id const id{db->next_id(history::engine::counter_objects)};
  history::transaction t(db, history::main_branch);
  t.create(id, texts_shape());
  t.commit();
  return id;
}

inline void put_texts(history::transaction& t, tree_id id, std::int64_t key, texts_row const& row) {
  storage::shape const form = texts_shape();
  storage::row_builder b(form);
  b.add_value(row.number);
  b.add(storage::cell_of(std::string_view(row.a))).add(storage::cell_of(std::string_view(row.b)));
  t.put(id, key, b.image());
}

/// Changes the number of a row that is there.
inline void set_texts_number(history::transaction& t, tree_id id, std::int64_t key,
                             std::int64_t number) {
  storage::tree const in = t.read(id);
  auto const found = in.find(key);
  storage::row_builder b(in.form());
  b.add_value(number).add(found->at(1)).add(found->at(2));
  t.put(id, key, b.image());
}

template <class Row>
[[nodiscard]] texts_row read_texts(Row const& row) {
  texts_row r;
  r.number = row.at(0).template as<std::int64_t>();
  r.a = as_text(storage::content_of(row, 1).data);
  r.b = as_text(storage::content_of(row, 2).data);
  return r;
}

[[nodiscard]] inline texts all_texts(history::engine& db, storage::version_ptr const& in,
                                     tree_id id) {
  texts all;
  if (auto const t = storage::open_tree(in->root(), id, db.space())) {
    storage::cursor c(*t);
    while (c.next()) all[c.key().number] = read_texts(c.row());
  }
  return all;
}

}  // namespace helios::testing
