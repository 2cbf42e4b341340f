// helios/storage/impl/commit_record.ipp -- commit frames, written and read.
#pragma once

#include <helios/storage/commit_record.hpp>

#include <helios/base/assert.hpp>

namespace helios::storage {

namespace detail {

inline constexpr std::uint64_t has_merge = 1;
inline constexpr std::uint64_t has_message = 2;
inline constexpr std::uint64_t has_counters = 4;
inline constexpr std::uint64_t has_definitions = 8;
inline constexpr std::uint64_t has_splices = 16;

inline void put_key(byte_writer& w, key_kind kind, key_view const& k) {
  if (kind == key_kind::int64) {
    w.put_varint(zigzag(k.number));
  } else {
    w.put_sized(k.text);
  }
}
[[nodiscard]] inline key_kind get_key_kind(byte_reader& r) {
  auto const kind = r.get<key_kind>();
  if (kind > key_kind::bytes)
    throw error(errc::data_corrupted, "a commit names an unknown kind of key");
  return kind;
}
/// A count of things that take at least a byte each.
[[nodiscard]] inline std::size_t get_count(byte_reader& r) {
  std::uint64_t const n = r.get_varint();
  if (n > r.left()) throw error(errc::data_corrupted, "a commit announces more than it holds");
  return static_cast<std::size_t>(n);
}

inline void put_splice(byte_writer& w, splice const& s) {
  w.put_varint(raw(s.id));
  w.put(s.keys);
  w.put(static_cast<std::uint8_t>((s.from_start ? 1 : 0) | (s.to_end ? 2 : 0)));
  if (!s.from_start) put_key(w, s.keys, s.low);
  if (!s.to_end) put_key(w, s.keys, s.high);
  w.put_varint(s.leaves.size());
  for (splice::leaf const& l : s.leaves) {
    put_key(w, s.keys, l.first);
    w.put_varint(l.page);
    w.put_varint(l.rows);
  }
}

[[nodiscard]] inline splice get_splice(byte_reader& r) {
  splice s{};
  s.id = static_cast<tree_id>(r.get_varint());
  s.keys = get_key_kind(r);
  auto const flags = r.get<std::uint8_t>();
  s.from_start = (flags & 1) != 0;
  s.to_end = (flags & 2) != 0;
  if (!s.from_start) s.low = get_key(r, s.keys);
  if (!s.to_end) s.high = get_key(r, s.keys);
  for (std::size_t n = get_count(r); n != 0; --n) {
    splice::leaf l;
    l.first = get_key(r, s.keys);
    l.page = r.get_varint();
    l.rows = r.get_varint();
    s.leaves.push_back(l);
  }
  return s;
}

}  // namespace detail

void encode(commit_record const& c, bytes& out) {
  encode_but_rows(c, out);
  encode_rows(c, out);
}

void encode_rows(commit_record const& c, bytes& out) {
  byte_writer w(out);
  for (tree_operations const& t : c.trees) w.put_varint(zigzag(t.row_change));
}

void encode_but_rows(commit_record const& c, bytes& out) {
  using namespace detail;
  std::size_t operations = 0;
  for (tree_operations const& t : c.trees) operations += t.ops.size();
  out.reserve(out.size() + 128 + 32 * operations);
  byte_writer w(out);
  w.put(std::uint64_t{0});
  w.put(raw(c.time));
  w.put_varint(raw(c.transaction));
  w.put_varint(
      (c.merged ? has_merge : 0) | (c.author.empty() && c.message.empty() ? 0 : has_message) |
      (c.counters.empty() ? 0 : has_counters) | (c.definitions.empty() ? 0 : has_definitions) |
      (c.splices.empty() ? 0 : has_splices));
  if (c.merged) {
    w.put_varint(raw(c.merged->branch));
    w.put_varint(raw(c.merged->at));
  }
  if (!c.author.empty() || !c.message.empty()) {
    w.put_sized(as_bytes(c.author));
    w.put_sized(as_bytes(c.message));
  }
  if (!c.counters.empty()) {
    w.put_varint(c.counters.size());
    for (counter_mark const& m : c.counters) {
      w.put_varint(m.counter);
      w.put_varint(m.value);
    }
  }
  if (!c.definitions.empty()) {
    w.put_varint(c.definitions.size());
    for (tree_definition const& d : c.definitions) {
      w.put_varint(raw(d.id));
      w.put(d.kind);
      w.put_sized(d.shape);
    }
  }
  if (!c.splices.empty()) {
    w.put_varint(c.splices.size());
    for (splice const& s : c.splices) put_splice(w, s);
  }
  w.put_varint(c.trees.size());
  for (tree_operations const& t : c.trees) {
    w.put_varint(raw(t.id));
    w.put(t.keys);
    w.put_varint(t.ops.size());
    for (tree_op const& o : t.ops) {
      w.put(static_cast<std::uint8_t>(o.erase ? 1 : 0));
      put_key(w, t.keys, o.key);
      w.put_sized(o.row);
    }
  }
}

commit_reader::commit_reader(byte_view payload) : payload_(payload), in_(payload) {
  using namespace detail;
  byte_reader& r = in_;
  commit_record& c = record_;
  static_cast<void>(r.get<std::uint64_t>());
  c.time = r.get<microseconds>();
  c.transaction = static_cast<transaction_id>(r.get_varint());
  std::uint64_t const flags = r.get_varint();
  if ((flags & has_merge) != 0) {
    auto const branch = static_cast<branch_id>(r.get_varint());
    c.merged = merge_parent{branch, static_cast<scn>(r.get_varint())};
  }
  if ((flags & has_message) != 0) {
    c.author = as_text(r.get_sized());
    c.message = as_text(r.get_sized());
  }
  if ((flags & has_counters) != 0) {
    for (std::size_t n = get_count(r); n != 0; --n) {
      std::uint64_t const counter = r.get_varint();
      c.counters.push_back({counter, r.get_varint()});
    }
  }
  if ((flags & has_definitions) != 0) {
    for (std::size_t n = get_count(r); n != 0; --n) {
      auto const id = static_cast<tree_id>(r.get_varint());
      auto const kind = r.get<tree_change>();
      if (kind < tree_change::create || kind > tree_change::drop)
        throw error(errc::data_corrupted, "a commit defines a tree in an unknown way");
      c.definitions.push_back({kind, id, r.get_sized()});
    }
  }
  if ((flags & has_splices) != 0) {
    for (std::size_t n = get_count(r); n != 0; --n) c.splices.push_back(get_splice(r));
  }
  trees_left_ = get_count(r);
}

bool commit_reader::next_tree() {
  HELIOS_EXPECTS(operations_left_ == 0);
  if (trees_left_ == 0) return false;
  --trees_left_;
  tree_ = static_cast<tree_id>(in_.get_varint());
  keys_ = detail::get_key_kind(in_);
  operations_left_ = detail::get_count(in_);
  return true;
}

tree_op commit_reader::next_operation() {
  HELIOS_EXPECTS(operations_left_ != 0);
  --operations_left_;
  return detail::get_operation(in_, keys_);
}

tree_op decode_operation(byte_view left, key_kind keys) {
  byte_reader in(left);
  return detail::get_operation(in, keys);
}

key_view decode_operation_key(byte_view left, key_kind keys) {
  byte_reader in(left);
  static_cast<void>(in.get<std::uint8_t>());
  return detail::get_key(in, keys);
}

commit_record decode_commit(byte_view payload) {
  commit_reader r(payload);
  commit_record c = r.record();
  while (r.next_tree()) {
    tree_operations& t = c.trees.emplace_back(tree_operations{r.tree(), r.keys(), {}});
    t.ops.reserve(r.operations_left());
    while (r.operations_left() != 0) t.ops.push_back(r.next_operation());
  }
  for (tree_operations& t : c.trees) t.row_change = r.next_row_change();
  return c;
}

}  // namespace helios::storage
