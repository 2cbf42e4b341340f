// helios/history/impl/versions.ipp -- the state at the start, then what each commit did.
#pragma once

#include <helios/history/versions.hpp>

#include <helios/history/diff.hpp>

#include <algorithm>

namespace helios::history {

namespace detail {

class version_collector {
 public:
  version_collector(storage::shape const& wanted, std::optional<storage::key_view> only)
      : wanted_(&wanted), only_(only) {}

  [[nodiscard]] bool concerns(storage::key_view const& k) const {
    return !only_ || storage::order(wanted_->keys(), *only_, k) == 0;
  }
  void put(storage::key_view const& k, bytes image, std::optional<version_moment> const& when) {
    std::vector<row_version>& of_key = versions_[sortable(k)];
    bool const there = !of_key.empty() && of_key.back().operation != 'D';
    close(of_key, when);
    of_key.push_back(
        {storage::key(wanted_->keys(), k), std::move(image), there ? 'U' : 'I', when, {}});
  }
  void erase(storage::key_view const& k, bytes image, version_moment const& when) {
    std::vector<row_version>& of_key = versions_[sortable(k)];
    if (of_key.empty() || of_key.back().operation == 'D') return;
    close(of_key, when);
    of_key.push_back({storage::key(wanted_->keys(), k), std::move(image), 'D', when, {}});
  }
  [[nodiscard]] std::vector<row_version> finish() {
    std::vector<row_version> all;
    for (auto& [k, of_key] : versions_)
      std::move(of_key.begin(), of_key.end(), std::back_inserter(all));
    return all;
  }

 private:
  static void close(std::vector<row_version>& of_key, std::optional<version_moment> const& when) {
    if (!of_key.empty() && !of_key.back().end) of_key.back().end = when;
  }
  /// Keys of either kind as bytes in the tree's order.
  [[nodiscard]] std::string sortable(storage::key_view const& k) const {
    if (wanted_->keys() == storage::key_kind::bytes) return std::string(as_text(k.text));
    std::string out;
    std::uint64_t const word = static_cast<std::uint64_t>(k.number) ^ (std::uint64_t{1} << 63);
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(word >> shift));
    return out;
  }

  storage::shape const* wanted_;
  std::optional<storage::key_view> only_;
  std::map<std::string, std::vector<row_version>> versions_;
};

/// Visits a key's row if it differs in two versions of a tree, read under one shape.
template <class F>
void diff_key(storage::key_view const& key, std::optional<storage::tree> const& before,
              std::optional<storage::tree> const& after, storage::shape const& form,
              storage::tree_space& space, F const& visit) {
  auto const find = [&](std::optional<storage::tree> const& in) {
    return storage::tree(in ? in->root() : storage::tree_root{}, form, space.pages()).find(key);
  };
  auto const was = find(before);
  auto const is = find(after);
  bool const same = was && is ? storage::equal_rows(was->row(), is->row()) : !was && !is;
  if (same) return;
  row_change change{};
  change.key = key;
  if (was) change.before.emplace(was->row());
  if (is) change.after.emplace(is->row());
  visit(change);
}

}  // namespace detail

std::vector<row_version> versions_between(engine& in, branch_id branch, tree_id id, scn from,
                                          scn to, std::optional<storage::key_view> only) {
  storage::tree_space& space = in.space();
  version_ptr const last = in.as_of(branch, to);
  auto const at_end = storage::open_tree(last->root(), id, space);
  if (!at_end)
    throw error(errc::undefined_object, "tree " + std::to_string(raw(id)) + " does not exist then");
  storage::shape const& wanted = at_end->form();
  detail::version_collector found(wanted, only);

  version_ptr const first = in.as_of(branch, from);
  storage::shape const* form = nullptr;  // of the images in the commit at hand
  if (auto const start = storage::open_tree(first->root(), id, space)) {
    form = &start->form();
    storage::tree const under(start->root(), wanted, space.pages());
    if (only) {
      if (auto const row = under.find(*only)) found.put(*only, row->image(), {});
    } else {
      storage::cursor c(under);
      while (c.next()) found.put(c.key(), c.row().image(), {});
    }
  }
  auto const visit = [&](commit_info const& info, storage::commit_record const& record) {
    version_moment const when{info.at, info.time, info.transaction};
    if (auto const* const made = storage::form_made_by(record, id, space)) form = made;
    auto const convert = [&](byte_view image) {
      if (form == nullptr)
        throw error(errc::data_corrupted, "a commit has rows of a tree that was not there");
      form->check_row(image);
      return storage::convert_row(storage::row_view(*form, image), wanted);
    };
    bool const loaded = std::any_of(record.splices.begin(), record.splices.end(),
                                    [&](storage::splice const& s) { return s.id == id; });
    if (loaded) {  // a bulk load has no row list: what it did is the difference of two states
      version_ptr const before = in.as_of(branch, scn{raw(info.at) - 1});
      version_ptr const after = in.as_of(branch, info.at);
      auto const was = storage::open_tree(before->root(), id, space);
      auto const is = storage::open_tree(after->root(), id, space);
      auto const add = [&](row_change const& c) {
        if (c.after) {
          found.put(c.key, c.after->image(), when);
        } else {
          found.erase(c.key, c.before->image(), when);
        }
      };
      if (only) {
        detail::diff_key(*only, was, is, wanted, space, add);
      } else {
        detail::diff_tree(id, was ? &*was : nullptr, is ? &*is : nullptr, wanted, space, add);
      }
    }
    for (storage::tree_operations const& t : record.trees) {
      if (t.id != id) continue;
      if (t.keys != wanted.keys())
        throw error(errc::data_corrupted, "a commit's keys do not fit its tree");
      for (storage::tree_op const& o : t.ops) {
        if (!found.concerns(o.key)) continue;
        if (o.erase) {
          found.erase(o.key, convert(o.row), when);
        } else {
          found.put(o.key, convert(o.row), when);
        }
      }
    }
  };
  if (only) {
    in.each_commit_on(branch, from, to, id, wanted.keys(), *only, visit);
  } else {
    in.each_commit(branch, from, to, visit);
  }
  return found.finish();
}

}  // namespace helios::history
