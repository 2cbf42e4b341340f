// helios/history/impl/branch_info.ipp -- branches and tags as bytes.
#pragma once

#include <helios/history/branch_info.hpp>

#include <helios/history/impl/fields.hpp>

namespace helios::history {

void check_commit(scn at, microseconds time) {
  if (at == scn{} || at > highest_scn || time > latest_time ||
      time < microseconds{-raw(latest_time)})
    throw error(errc::data_corrupted, "a commit's number or time makes no sense")
        .detail("Its SCN is " + std::to_string(raw(at)) + ".");
}

bytes encode_branch(branch_info const& b) {
  bytes out;
  byte_writer w(out);
  w.put_varint(raw(b.id));
  detail::put_text(w, b.name);
  w.put_varint(raw(b.parent));
  w.put_varint(raw(b.forked_at));
  w.put(raw(b.created));
  w.put(static_cast<std::uint8_t>(b.dropped ? 1 : 0));
  w.put_varint(b.options.size());
  for (auto const& [name, value] : b.options) {
    detail::put_text(w, name);
    detail::put_text(w, value);
  }
  w.put_varint(raw(b.last));
  w.put_varint(raw(b.oldest));
  return out;
}

branch_info decode_branch(byte_reader& r) {
  branch_info b;
  b.id = static_cast<branch_id>(r.get_varint());
  b.name = detail::get_text(r);
  b.parent = static_cast<branch_id>(r.get_varint());
  b.forked_at = static_cast<scn>(r.get_varint());
  b.created = r.get<microseconds>();
  b.dropped = r.get<std::uint8_t>() != 0;
  for (std::uint64_t n = r.get_varint(); n != 0; --n) {
    std::string name = detail::get_text(r);
    b.options.emplace_back(std::move(name), detail::get_text(r));
  }
  b.last = static_cast<scn>(r.get_varint());
  b.oldest = static_cast<scn>(r.get_varint());
  return b;
}

bytes encode_image(branch_image const& b) {
  bytes out = encode_branch(b.info);
  byte_writer w(out);
  detail::put_root(w, b.root.trees);
  detail::put_root(w, b.root.shapes);
  w.put_varint(raw(b.at));
  w.put(static_cast<std::uint8_t>(b.written ? 1 : 0));
  return out;
}

branch_image decode_image(byte_view in) {
  byte_reader r(in);
  branch_image b;
  b.info = decode_branch(r);
  b.root.trees = detail::get_root(r);
  b.root.shapes = detail::get_root(r);
  b.at = static_cast<scn>(r.get_varint());
  b.written = r.get<std::uint8_t>() != 0;
  return b;
}

bytes encode_tag(tag_info const& t) {
  bytes out;
  byte_writer w(out);
  detail::put_text(w, t.name);
  w.put_varint(raw(t.branch));
  w.put_varint(raw(t.at));
  w.put(raw(t.created));
  return out;
}

tag_info decode_tag(byte_reader& r) {
  tag_info t;
  t.name = detail::get_text(r);
  t.branch = static_cast<branch_id>(r.get_varint());
  t.at = static_cast<scn>(r.get_varint());
  t.created = r.get<microseconds>();
  return t;
}

}  // namespace helios::history
