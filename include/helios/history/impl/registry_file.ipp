// helios/history/impl/registry_file.ipp -- the registry in the file.
#pragma once

#include <helios/history/registry.hpp>

#include <helios/history/impl/fields.hpp>
#include <helios/history/impl/registry_rows.hpp>

#include <algorithm>

namespace helios::history {

namespace detail {

[[nodiscard]] inline storage::shape commits_shape() {
  return {storage::key_kind::int64,
          {{column_id{1}, physical_type::int32},
           {column_id{2}, physical_type::int64},
           {column_id{3}, physical_type::int64},
           {column_id{4}, physical_type::int64}}};
}
[[nodiscard]] inline storage::shape number_shape() {
  return {storage::key_kind::int64, {{column_id{1}, physical_type::int64}}};
}
[[nodiscard]] inline storage::shape stretches_shape() {
  return {storage::key_kind::int64,
          {{column_id{1}, physical_type::int64},
           {column_id{2}, physical_type::int64},
           {column_id{3}, physical_type::bytes}}};
}
[[nodiscard]] inline storage::shape merges_shape() {
  return {storage::key_kind::int64,
          {{column_id{1}, physical_type::int32},
           {column_id{2}, physical_type::int32},
           {column_id{3}, physical_type::int64}}};
}
[[nodiscard]] inline storage::shape record_shape(storage::key_kind keys) {
  return {keys, {{column_id{1}, physical_type::bytes}}};
}
/// The form of a registry tree.
[[nodiscard]] inline storage::shape const& form_of(tree_id id) {
  static storage::shape const commits = commits_shape();
  static storage::shape const numbers = number_shape();
  static storage::shape const merges = merges_shape();
  static storage::shape const stretches = stretches_shape();
  static storage::shape const records = record_shape(storage::key_kind::int64);
  static storage::shape const named = record_shape(storage::key_kind::bytes);
  switch (id) {
    case registry_tree::commits: return commits;
    case registry_tree::transactions:
    case registry_tree::checkpoints:
    case registry_tree::counters: return numbers;
    case registry_tree::merges: return merges;
    case registry_tree::changes: return stretches;
    case registry_tree::tags:
    case registry_tree::settings: return named;
    default: return records;  // branches, kept
  }
}

[[noreturn]] inline void throw_damaged_registry(tree_id id, char const* how) {
  throw error(errc::data_corrupted, "the registry of branches and commits is damaged")
      .detail("Tree " + std::to_string(raw(id)) + ' ' + how + '.')
      .hint("Restore the file from a backup.");
}

/// A registry tree, which has the form that it was made in.
[[nodiscard]] inline storage::tree open_existing(storage::database_root const& root, tree_id id,
                                                 storage::tree_space& space) {
  auto const t = storage::open_tree(root, id, space);
  if (!t) throw_damaged_registry(id, "is missing");
  storage::shape const& wanted = form_of(id);
  if (t->form().keys() != wanted.keys() || t->form().columns() != wanted.columns())
    throw_damaged_registry(id, "has other columns");
  return *t;
}

/// A field of a registry tree's row. None is ever NULL.
template <class T>
[[nodiscard]] T field(storage::stored_row const& row, std::size_t column) {
  storage::cell const c = row.at(column);
  if (c.null) throw error(errc::data_corrupted, "the registry has an incomplete row");
  if constexpr (std::same_as<T, byte_view>) {
    return c.data;
  } else {
    return c.as<T>();
  }
}

commit_info commit_of_row(std::int64_t at, storage::stored_row const& row) {
  commit_info c;
  c.at = scn{static_cast<std::uint64_t>(at)};
  c.branch = static_cast<branch_id>(field<std::uint32_t>(row, 0));
  c.time = microseconds{field<std::int64_t>(row, 1)};
  c.transaction = transaction_id{field<std::uint64_t>(row, 2)};
  c.frame = field<std::uint64_t>(row, 3);
  check_commit(c.at, c.time);
  return c;
}

}  // namespace detail

registry::registry(storage::tree_space& space, storage::database_root const& root,
                   std::map<branch_id, branch_image>& images)
    : space_(&space), root_(root) {
  using storage::cursor;
  auto const each = [&](tree_id id, auto&& visit) {
    cursor c(detail::open_existing(root_, id, space));
    while (c.next()) visit(c);
  };
  each(registry_tree::branches, [&](cursor const& c) {
    branch_image image = decode_image(detail::field<byte_view>(c.row(), 0));
    check_branch(image.info);
    set_branch(image.info);
    if (raw(image.info.id) != static_cast<std::uint64_t>(c.key().number))
      detail::throw_damaged_registry(registry_tree::branches, "has a branch under another number");
    images[image.info.id] = image;
  });
  if (!branches_.contains(main_branch))
    detail::throw_damaged_registry(registry_tree::branches, "lacks the branch 0");
  each(registry_tree::tags, [&](cursor const& c) {
    byte_reader r(detail::field<byte_view>(c.row(), 0));
    set_tag(decode_tag(r));
  });
  each(registry_tree::counters, [&](cursor const& c) {
    set_counter(static_cast<std::uint64_t>(c.key().number),
                detail::field<std::uint64_t>(c.row(), 0));
  });
  each(registry_tree::settings, [&](cursor const& c) {
    set_setting(std::string(as_text(c.key().text)),
                std::string(as_text(detail::field<byte_view>(c.row(), 0))));
  });
  each(registry_tree::merges, [&](cursor const& c) {
    storage::stored_row const row = c.row();
    add_merge({scn{static_cast<std::uint64_t>(c.key().number)},
               static_cast<branch_id>(detail::field<std::uint32_t>(row, 0)),
               static_cast<branch_id>(detail::field<std::uint32_t>(row, 1)),
               scn{detail::field<std::uint64_t>(row, 2)}});
  });
  each(registry_tree::kept, [&](cursor const& c) {
    byte_reader r(detail::field<byte_view>(c.row(), 0));
    auto const branch = static_cast<branch_id>(r.get_varint());
    auto const at = static_cast<scn>(r.get_varint());
    storage::tree_root const trees = detail::get_root(r);
    keep(branch, at, {trees, detail::get_root(r)});
  });
  if (auto const last = written().commit_at_or_before(scn{std::uint64_t{INT64_MAX}})) {
    written_to_ = last_ = last->at;
    last_time_ = last->time;
  }
}

namespace detail {

/// Commits one behind the other, and what they changed, until they are a row of the registry.
class open_stretch {
 public:
  explicit open_stretch(registry_rows& to) noexcept : to_(&to) {}
  void add(commit_info const& c, std::span<change const> changes) {
    if (c.frame == 0) return;  // VACUUM left the commit behind
    if (frame_ == 0) {
      frame_ = c.frame;
      first_ = c.at;
    }
    last_ = c.at;
    changes_.insert(changes_.end(), changes.begin(), changes.end());
    constexpr std::size_t enough = 2048;  // about 200 KiB of log: read in 0.2 ms
    if (changes_.size() >= enough) close();
  }
  void close() {
    if (frame_ == 0) return;
    bytes const filter = make_filter(changes_);
    to_->row()
        .add_value(static_cast<std::int64_t>(raw(last_)))
        .add_value(static_cast<std::int64_t>(frame_))
        .add(storage::cell_of(byte_view(filter)));
    to_->put(static_cast<std::int64_t>(raw(first_)));
    frame_ = 0;
    changes_.clear();
  }

 private:
  registry_rows* to_;
  scn first_{}, last_{};
  std::uint64_t frame_ = 0;
  std::vector<change> changes_;
};

}  // namespace detail

scn registry::write_commits(storage::draft& to, scn after, scn up_to, std::size_t most) const {
  using namespace storage;
  auto const signed_key = [](std::uint64_t n) { return key_view(static_cast<std::int64_t>(n)); };
  detail::registry_rows commits(detail::form_of(registry_tree::commits));
  detail::registry_rows stretches(detail::form_of(registry_tree::changes));
  detail::open_stretch stretch(stretches);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> by_transaction;
  scn last = up_to;
  recent_.each(after, up_to, [&](commit_info const& c, std::span<change const> changes) {
    if (most-- == 0) return false;
    last = c.at;
    commits.row()
        .add_value(static_cast<std::int32_t>(raw(c.branch)))
        .add_value(static_cast<std::int64_t>(raw(c.time)))
        .add_value(static_cast<std::int64_t>(raw(c.transaction)))
        .add_value(static_cast<std::int64_t>(c.frame));
    commits.put(signed_key(raw(c.at)));
    by_transaction.emplace_back(raw(c.transaction), raw(c.at));
    stretch.add(c, changes);
    return true;
  });
  stretch.close();
  commits.apply(to, registry_tree::commits);
  stretches.apply(to, registry_tree::changes);
  detail::registry_rows transactions(detail::form_of(registry_tree::transactions));
  std::sort(by_transaction.begin(), by_transaction.end());
  for (std::size_t i = 0; i != by_transaction.size(); ++i) {
    auto const [id, at] = by_transaction[i];
    // Of several commits the last.
    if (i + 1 != by_transaction.size() && by_transaction[i + 1].first == id) continue;
    transactions.row().add_value(static_cast<std::int64_t>(at));
    transactions.put(signed_key(id));
  }
  transactions.apply(to, registry_tree::transactions);
  return last;
}

void registry::write(storage::draft& to, std::map<branch_id, branch_image> const& images,
                     std::optional<std::pair<scn, std::uint64_t>> previous_checkpoint,
                     scn up_to) const {
  using namespace storage;
  auto const signed_key = [](std::uint64_t n) { return key_view(static_cast<std::int64_t>(n)); };
  detail::registry_rows branches(detail::form_of(registry_tree::branches));
  for (auto const& [id, image] : images) {
    bytes const encoded = encode_image(image);
    branches.row().add(cell_of(byte_view(encoded)));
    branches.put(signed_key(raw(id)));
  }
  branches.apply(to, registry_tree::branches);

  detail::registry_rows merges(detail::form_of(registry_tree::merges));
  for (merge_info const& m : merges_) {
    if (m.at > up_to || m.at <= written_to_) continue;  // written before
    merges.row()
        .add_value(static_cast<std::int32_t>(raw(m.into)))
        .add_value(static_cast<std::int32_t>(raw(m.from)))
        .add_value(static_cast<std::int64_t>(raw(m.from_at)));
    merges.put(signed_key(raw(m.at)));
  }
  merges.apply(to, registry_tree::merges);

  detail::registry_rows checkpoints(detail::form_of(registry_tree::checkpoints));
  if (previous_checkpoint) {
    checkpoints.row().add_value(static_cast<std::int64_t>(previous_checkpoint->second));
    checkpoints.put(signed_key(raw(previous_checkpoint->first)));
  }
  checkpoints.apply(to, registry_tree::checkpoints);

  detail::registry_rows counters(detail::form_of(registry_tree::counters));
  for (auto const& [id, value] : counters_) {
    counters.row().add_value(static_cast<std::int64_t>(value));
    counters.put(signed_key(id));
  }
  counters.apply(to, registry_tree::counters);

  detail::registry_rows kept(detail::form_of(registry_tree::kept));
  std::int64_t number = 0;  // VACUUM alone makes them: those that are there are these
  for (auto const& [place, root] : kept_) {
    bytes encoded;
    byte_writer w(encoded);
    w.put_varint(raw(place.first));
    w.put_varint(raw(place.second));
    detail::put_root(w, root.trees);
    detail::put_root(w, root.shapes);
    kept.row().add(cell_of(byte_view(encoded)));
    kept.put(++number);
  }
  if (!to.has(registry_tree::kept)) kept.apply(to, registry_tree::kept);

  // Tags and settings are few: those that went are erased, the others put again where they changed.
  auto const replace_all = [&](tree_id id, std::map<std::string, bytes> const& wanted) {
    detail::registry_rows rows(detail::form_of(id));
    std::map<std::string, bool> there;
    if (to.has(id)) {
      cursor c(to.open(id));
      while (c.next()) there[std::string(as_text(c.key().text))] = true;
    }
    for (auto const& [name, value] : wanted) there[name] = false;
    for (auto const& [name, gone] : there) {
      if (gone) {
        rows.erase(std::string_view(name));
      } else {
        rows.row().add(cell_of(byte_view(wanted.at(name))));
        rows.put(std::string_view(name));
      }
    }
    rows.apply(to, id);
  };
  std::map<std::string, bytes> encoded;
  for (auto const& [name, tag] : tags_) encoded[name] = encode_tag(tag);
  replace_all(registry_tree::tags, encoded);
  encoded.clear();
  for (auto const& [name, value] : settings_) {
    byte_view const v = as_bytes(value);
    encoded[name] = bytes(v.begin(), v.end());
  }
  replace_all(registry_tree::settings, encoded);
}

void registry::wrote(storage::database_root const& root, scn up_to) {
  root_ = root;
  recent_.drop(up_to);
  written_to_ = std::max(written_to_, up_to);
}

storage::tree registry_view::open(tree_id id) const {
  return detail::open_existing(root_, id, *space_);
}

std::optional<commit_info> registry_view::commit_at_or_before(scn at) const {
  if (root_.trees.empty()) return {};
  auto const row = open(registry_tree::commits).floor(static_cast<std::int64_t>(raw(at)));
  if (!row) return {};
  return detail::commit_of_row(row->key().number, row->row());
}

std::optional<scn> registry_view::commit_of(transaction_id id) const {
  if (root_.trees.empty()) return {};
  auto const row = open(registry_tree::transactions).find(static_cast<std::int64_t>(raw(id)));
  if (!row) return {};
  return scn{detail::field<std::uint64_t>(row->row(), 0)};
}

std::optional<std::uint64_t> registry_view::checkpoint_at_or_before(scn at) const {
  if (root_.trees.empty()) return {};
  auto const row = open(registry_tree::checkpoints).floor(static_cast<std::int64_t>(raw(at)));
  if (!row) return {};
  return detail::field<std::uint64_t>(row->row(), 0);
}

std::optional<branch_image> registry_view::branch(branch_id id) const {
  if (root_.trees.empty()) return {};
  auto const row = open(registry_tree::branches).find(static_cast<std::int64_t>(raw(id)));
  if (!row) return {};
  return decode_image(detail::field<byte_view>(row->row(), 0));
}

std::vector<commit_stretch> registry_view::stretches(scn after, scn up_to,
                                                     std::span<change const> changes) const {
  std::vector<commit_stretch> found;
  if (root_.trees.empty()) return found;
  storage::tree const tree = open(registry_tree::changes);
  // The stretch that holds `after` may hold later ones too.
  auto const begin = tree.floor(static_cast<std::int64_t>(raw(after)));
  storage::cursor c(tree, begin ? begin->key() : storage::key_view(std::int64_t{0}));
  while (c.next()) {
    commit_stretch s{scn{static_cast<std::uint64_t>(c.key().number)},
                     scn{detail::field<std::uint64_t>(c.row(), 0)},
                     detail::field<std::uint64_t>(c.row(), 1)};
    if (s.first > up_to) break;
    if (s.last <= after) continue;
    auto const filter = detail::field<byte_view>(c.row(), 2);
    if (std::any_of(changes.begin(), changes.end(),
                    [&](change wanted) { return may_hold(filter, wanted); }))
      found.push_back(s);
  }
  return found;
}

}  // namespace helios::history
