// A state of the past where it costs most: two secondary indexes, rows scattered over the whole
// table, a definition and a bulk load among them, and nearly all the log that a checkpoint allows.
#include <bench/storage/cases.hpp>

#include <bench/support/helios_store.hpp>
#include <bench/support/rounds.hpp>

#include <array>
#include <cstring>

namespace helios::bench {

namespace {

constexpr tree_id indexes[] = {tree_id{201}, tree_id{202}};

storage::shape index_shape() { return {storage::key_kind::bytes, {}}; }

using index_key = std::array<std::byte, 16>;

/// A number, then the row's key: both in an order that memcmp sees.
index_key index_key_of(std::uint64_t number, std::int64_t key) {
  index_key out;
  store(out.data(), __builtin_bswap64(number));
  store(out.data() + 8,
        __builtin_bswap64(static_cast<std::uint64_t>(key) ^ std::uint64_t{1} << 63));
  return out;
}
index_key index_key_of(std::size_t index, std::int64_t key, row const& r) {
  if (index == 0) return index_key_of(static_cast<std::uint64_t>(r.number), key);
  std::uint64_t text = 0;
  std::memcpy(&text, r.text.data(), sizeof text);
  return index_key_of(__builtin_bswap64(text), key);
}

/// The row and its index entries; those of the row that was there before are erased.
void put_indexed(history::transaction& t, storage::shape const& form, std::uint64_t i, row const& r,
                 row const* before) {
  storage::row_builder image(form);
  image.add_value(r.number).add_value(r.real);
  image.add(storage::cell_of(std::string_view(r.text.data(), r.text.size())));
  for (std::size_t c = 3; c != form.columns().size(); ++c) image.add_null();
  t.put(helios_store::table, key_at(i), image.image());
  storage::shape const none = index_shape();
  storage::row_builder const entry(none);
  for (std::size_t x = 0; x != std::size(indexes); ++x) {
    index_key const to = index_key_of(x, key_at(i), r);
    if (before != nullptr) {
      index_key const from = index_key_of(x, key_at(i), *before);
      t.erase(indexes[x], byte_view(from), entry.image());
    }
    t.put(indexes[x], byte_view(to), entry.image());
  }
}

}  // namespace

void as_of_worst(settings const& s, figures& out) {
  history::engine_options options;
  options.checkpoint_bytes = std::uint64_t{1} << 40;  // none but the one below
  helios_store store(s.fresh("as_of_worst.helios"), commits::unsynced, options);
  history::engine& db = *store.engine();
  storage::shape form = store.form();
  {
    history::transaction t(store.engine(), history::main_branch);
    t.create(helios_store::table, form);
    for (tree_id const id : indexes) t.create(id, index_shape());
    for (std::uint64_t i = 0; i != s.rows; ++i) put_indexed(t, form, i, row_at(i), nullptr);
    t.commit();
  }
  store.settle();
  std::vector<std::uint32_t> updates(s.rows);
  std::mt19937_64 random(9);
  auto const scatter_until = [&](std::uint64_t end) {
    while (store.file_bytes() < end) {
      std::uint64_t const i = random() % s.rows;
      row const before = row_at(i, updates[i]);
      history::transaction t(store.engine(), history::main_branch);
      put_indexed(t, form, i, row_at(i, ++updates[i]), &before);
      t.commit();
    }
  };
  std::uint64_t const begin = store.file_bytes();
  scatter_until(begin + (std::uint64_t{15} << 20));
  // Another table is loaded, and this one gets a column.
  store.load_into(tree_id{203}, 20'000);
  {
    std::vector<storage::column_shape> columns = form.columns();
    columns.push_back({column_id{4}, physical_type::int32});
    form = storage::shape(form.keys(), columns);
    history::transaction t(store.engine(), history::main_branch);
    t.reshape(helios_store::table, form);
    t.commit();
  }
  scatter_until(begin + (std::uint64_t{31} << 20));
  scn const asked = db.last_commit();
  scatter_until(store.file_bytes() + 1);
  auto const touch = [&](int) {
    db.drop_caches();
    return 1e3 * seconds([&] {
             history::version_ptr const state = db.as_of(history::main_branch, asked);
             consume(store.open(state).find(key_at(s.rows / 2))->at(0).as<std::int64_t>());
           });
  };
  compare(s, out, {.name = "AS OF, first touch, worst case", .unit = "ms"},
          {{"helios", touch}, budget(50)}, warm_up::yes);
}

}  // namespace helios::bench
