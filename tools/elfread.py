# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""A small reader of ELF files: what a program needs, imports and exports, and how a library was hardened.

Enters: the path of an ELF file (32 or 64 bit, either byte order). Leaves: an Elf object with plain attributes.
Nothing is executed and nothing but the file is read. Every offset is checked against the file; whatever does not fit
raises ElfError with a sentence for the user.
"""

import functools
import mmap
import os
import struct
from collections import namedtuple

ET_REL, ET_EXEC, ET_DYN = 1, 2, 3
PT_LOAD, PT_DYNAMIC, PT_INTERP = 1, 2, 3
PT_GNU_STACK, PT_GNU_RELRO = 0x6474E551, 0x6474E552
SHT_SYMTAB, SHT_DYNSYM = 2, 11
SHN_UNDEF = 0
STB_GLOBAL, STB_WEAK = 1, 2
STV_DEFAULT, STV_PROTECTED = 0, 3

DT_NEEDED, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SONAME, DT_RPATH = 1, 4, 5, 6, 10, 14, 15
DT_TEXTREL, DT_BIND_NOW, DT_RUNPATH, DT_FLAGS = 22, 24, 29, 30
DT_GNU_HASH, DT_VERSYM, DT_FLAGS_1 = 0x6FFFFEF5, 0x6FFFFFF0, 0x6FFFFFFB
DT_VERDEF, DT_VERDEFNUM, DT_VERNEED, DT_VERNEEDNUM = 0x6FFFFFFC, 0x6FFFFFFD, 0x6FFFFFFE, 0x6FFFFFFF
DF_TEXTREL, DF_BIND_NOW, DF_1_NOW = 4, 8, 1

# An undefined symbol: the file it is expected from and its version are None where the object names none.
Import = namedtuple("Import", "name file version weak")
# A defined symbol: default is False for a version that only old binaries bind to.
Export = namedtuple("Export", "name version default kind")


class ElfError(Exception):
    """The file is not ELF, or is damaged. Its text is meant for the user."""


class Elf:
    """One ELF file, its dynamic section decoded."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as f:
            try:
                self._data = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:
                self._data = b""
        self._header()
        self._dynamic()

    # What the file is.

    def _header(self):
        d = self._data
        if len(d) < 52 or d[:4] != b"\x7fELF":
            raise ElfError(f"{self.path}: not an ELF file")
        if d[4] not in (1, 2) or d[5] not in (1, 2):
            raise ElfError(f"{self.path}: an ELF file of an unknown class or byte order")
        self.bits = 64 if d[4] == 2 else 32
        self._end = "<" if d[5] == 1 else ">"
        if self.bits == 64:
            fields = self._unpack("HHIQQQIHHHHHH", 16)
        else:
            fields = self._unpack("HHIIIIIHHHHHH", 16)
        self.type, self.machine = fields[0], fields[1]
        phoff, shoff, phentsize, phnum, shentsize, shnum = fields[4], fields[5], fields[8], fields[9], fields[10], fields[11]
        self._segments = [self._segment(phoff + i * phentsize) for i in range(phnum)]
        self._sections = [self._section(shoff + i * shentsize) for i in range(shnum)] if shoff else []

    def _segment(self, at):
        """(type, flags, offset, address, size in the file)"""
        if self.bits == 64:
            kind, flags, offset, addr, _, filesz, _, _ = self._unpack("IIQQQQQQ", at)
        else:
            kind, offset, addr, _, filesz, _, flags, _ = self._unpack("IIIIIIII", at)
        return kind, flags, offset, addr, filesz

    def _section(self, at):
        """(type, offset, size, link, entry size)"""
        _, kind, _, _, offset, size, link, _, _, entsize = self._unpack(
            "IIQQQQIIQQ" if self.bits == 64 else "IIIIIIIIII", at)
        return kind, offset, size, link, entsize

    # The dynamic section.

    def _dynamic(self):
        self.needed, self.soname, self.rpath, self.runpath, self.interp = [], None, None, None, None
        self._tags = {}
        needed = []
        for kind, _, offset, _, size in self._segments:
            if kind == PT_INTERP:
                self.interp = self._slice(offset, size).rstrip(b"\0").decode("utf-8", "replace")
            if kind == PT_DYNAMIC:
                word = "QQ" if self.bits == 64 else "II"
                step = struct.calcsize(self._end + word)
                for at in range(offset, offset + size - step + 1, step):
                    tag, value = self._unpack(word, at)
                    if tag == 0:
                        break
                    if tag == DT_NEEDED:
                        needed.append(value)
                    else:
                        self._tags[tag] = value
        if DT_STRTAB not in self._tags:
            return
        self.needed = [self._dynstr(n) for n in needed]
        self.soname = self._dynstr(self._tags[DT_SONAME]) if DT_SONAME in self._tags else None
        self.rpath = self._dynstr(self._tags[DT_RPATH]) if DT_RPATH in self._tags else None
        self.runpath = self._dynstr(self._tags[DT_RUNPATH]) if DT_RUNPATH in self._tags else None

    @property
    def is_dynamic(self):
        """True when the dynamic linker has something to do for this file."""
        return bool(self._tags)

    @property
    def hardening(self):
        """How the file was linked: relro, now, exec_stack, textrel."""
        flags, flags_1 = self._tags.get(DT_FLAGS, 0), self._tags.get(DT_FLAGS_1, 0)
        stack = [f for kind, f, *_ in self._segments if kind == PT_GNU_STACK]
        return {
            "relro": any(kind == PT_GNU_RELRO for kind, *_ in self._segments),
            "now": DT_BIND_NOW in self._tags or bool(flags & DF_BIND_NOW) or bool(flags_1 & DF_1_NOW),
            # Without the header the kernel assumes that the stack must be executable.
            "exec_stack": not stack or any(f & 1 for f in stack),
            "textrel": DT_TEXTREL in self._tags or bool(flags & DF_TEXTREL),
        }

    # Symbols.

    def imports(self):
        """The undefined symbols of the dynamic table."""
        needs = self._version_needs
        out = []
        for i, (name, info, _, shndx) in enumerate(self._dynsyms):
            if shndx == SHN_UNDEF and name and info >> 4 in (STB_GLOBAL, STB_WEAK):
                file, version = needs.get(self._versym(i) & 0x7FFF, (None, None))
                out.append(Import(name, file, version, info >> 4 == STB_WEAK))
        return out

    def exports(self):
        """The symbols of the dynamic table which others can bind to, the version nodes themselves left out."""
        nodes = self.version_nodes()
        out = []
        for i, (name, info, other, shndx) in enumerate(self._dynsyms):
            if shndx == SHN_UNDEF or info >> 4 not in (STB_GLOBAL, STB_WEAK) or not name:
                continue
            if other & 3 not in (STV_DEFAULT, STV_PROTECTED) or (shndx == 0xFFF1 and name in nodes.values()):
                continue
            v = self._versym(i)
            out.append(Export(name, nodes.get(v & 0x7FFF), not v & 0x8000, info & 15))
        return out

    def defined(self):
        """Names of the global symbols that an object file (.o) defines, hidden ones too."""
        return {name for name, shndx in self._object_symbols() if shndx != SHN_UNDEF}

    def undefined(self):
        """Names of the global symbols that an object file (.o) wants from others."""
        return {name for name, shndx in self._object_symbols() if shndx == SHN_UNDEF and name}

    def _object_symbols(self):
        """(name, section) of each global symbol in the tables for the linker."""
        for kind, offset, size, link, entsize in self._sections:
            if kind == SHT_SYMTAB and entsize:
                if link >= len(self._sections):
                    raise ElfError(f"{self.path}: damaged: a symbol table without names")
                _, stroff, strsz, _, _ = self._sections[link]
                for i in range(size // self._sym_size):
                    name, info, _, shndx = self._sym(offset + i * self._sym_size)
                    if info >> 4 in (STB_GLOBAL, STB_WEAK):
                        yield self._string(stroff, strsz, name), shndx

    def version_nodes(self):
        """Index to name of the version nodes that this library defines, the base (its SONAME) left out."""
        return {fields[2]: names[0] for fields, names in self._version_defs if not fields[1] & 1 and names}

    def version_parents(self):
        """Name to the list of names that the node inherits from."""
        return {names[0]: names[1:] for fields, names in self._version_defs if not fields[1] & 1 and names}

    @functools.cached_property
    def _version_defs(self):
        """[(the fields of a definition, its name and those of its parents)]"""
        return [(fields, [self._dynstr(name) for name, _ in aux])
                for fields, aux in self._versions(DT_VERDEF, DT_VERDEFNUM, "HHHHIII", 3, "II")]

    @functools.cached_property
    def _version_needs(self):
        """Index to (file, version)."""
        out = {}
        for fields, aux in self._versions(DT_VERNEED, DT_VERNEEDNUM, "HHIII", 1, "IHHII"):
            for _, _, index, name, _ in aux:
                out[index & 0x7FFF] = (self._dynstr(fields[2]), self._dynstr(name))
        return out

    def _versions(self, table, number, form, count_field, aux_form):
        """Walks one of the two version tables: entries in a chain, each with a chain of its own. The last two fields of
        an entry are the ways to its chain and to the next entry, the last field of a link that to the next link."""
        out, links = [], 0
        at = self._offset(self._tags[table]) if table in self._tags else 0
        for _ in range(self._tags.get(number, 0)):
            fields, chain = self._unpack(form, at), []
            here = at + fields[-2]
            for _ in range(fields[count_field]):
                chain.append(self._unpack(aux_form, here))
                links += 1
                if links > 0x8000:
                    # Indices have fifteen bits: a longer table goes in a circle.
                    raise ElfError(f"{self.path}: damaged: a version table without end")
                if not chain[-1][-1]:
                    break
                here += chain[-1][-1]
            out.append((fields, chain))
            if not fields[-1] or len(out) > 0x8000:
                break
            at += fields[-1]
        return out

    def _versym(self, index):
        if DT_VERSYM not in self._tags:
            return 1
        return self._unpack("H", self._offset(self._tags[DT_VERSYM]) + 2 * index)[0]

    @functools.cached_property
    def _dynsyms(self):
        if DT_SYMTAB not in self._tags:
            return []
        start = self._offset(self._tags[DT_SYMTAB])
        out = []
        for i in range(self._dynsym_count()):
            name, info, other, shndx = self._sym(start + i * self._sym_size)
            out.append((self._dynstr(name), info, other, shndx))
        return out

    def _dynsym_count(self):
        """The dynamic table does not tell its own length: the section headers do, or else the hash tables."""
        for kind, _, size, _, entsize in self._sections:
            if kind == SHT_DYNSYM and entsize:
                return size // self._sym_size
        if DT_HASH in self._tags:
            return self._unpack("II", self._offset(self._tags[DT_HASH]))[1]
        if DT_GNU_HASH not in self._tags:
            return 0
        at = self._offset(self._tags[DT_GNU_HASH])
        n_buckets, first, bloom, _ = self._unpack("IIII", at)
        buckets = at + 16 + bloom * self.bits // 8
        if n_buckets > len(self._data):
            raise ElfError(f"{self.path}: damaged: a hash table larger than the file")
        last = max(self._unpack(f"{n_buckets}I", buckets), default=0)
        if last < first:
            return first
        chain = buckets + 4 * n_buckets
        while not self._unpack("I", chain + 4 * (last - first))[0] & 1:
            last += 1
        return last + 1

    @property
    def _sym_size(self):
        return 24 if self.bits == 64 else 16

    def _sym(self, at):
        if self.bits == 64:
            name, info, other, shndx, _, _ = self._unpack("IBBHQQ", at)
        else:
            name, _, _, info, other, shndx = self._unpack("IIIBBH", at)
        return name, info, other, shndx

    # Bytes.

    def _unpack(self, fmt, at):
        fmt = self._end + fmt
        if at + struct.calcsize(fmt) > len(self._data):
            raise ElfError(f"{self.path}: damaged: a table reaches past the end of the file")
        return struct.unpack_from(fmt, self._data, at)

    def _slice(self, offset, size):
        if offset + size > len(self._data):
            raise ElfError(f"{self.path}: damaged: a string reaches past the end of the file")
        return self._data[offset:offset + size]

    def _offset(self, address):
        for kind, _, offset, addr, size in self._segments:
            if kind == PT_LOAD and addr <= address < addr + size:
                return offset + address - addr
        raise ElfError(f"{self.path}: damaged: an address outside the loaded segments")

    def _dynstr(self, index):
        return self._string(self._offset(self._tags[DT_STRTAB]), self._tags.get(DT_STRSZ, 0), index)

    def _string(self, start, size, index):
        # Both ends within the file before they are added up or searched.
        size = min(size, len(self._data) - start)
        end = self._data.find(b"\0", start + index, start + size) if 0 <= index < size else -1
        if end < 0:
            raise ElfError(f"{self.path}: damaged: a name outside the table of strings")
        return self._data[start + index:end].decode("utf-8", "replace")


# Where the dynamic linker would find a library.

class Searcher:
    """Resolves DT_NEEDED names as ld.so(8) does: RPATH, the given path, RUNPATH, the cache, the default directories."""

    def __init__(self, library_path=None, cache="/etc/ld.so.cache"):
        self._library_path = [d for d in (library_path or "").split(":") if d]
        self._cache = _read_cache(cache)

    def find(self, name, by, main):
        """The path of NAME as needed by BY within the process of MAIN, or None."""
        if "/" in name:
            return name if os.path.exists(name) else None
        for directory in self._directories(by, main):
            path = os.path.join(directory, name)
            if _same_kind(path, main):
                return path
        for path in self._cache.get(name, []):
            if _same_kind(path, main):
                return path
        for directory in ("/lib", "/usr/lib") if main.bits == 32 else ("/lib64", "/usr/lib64", "/lib", "/usr/lib"):
            path = os.path.join(directory, name)
            if _same_kind(path, main):
                return path
        return None

    def _directories(self, by, main):
        out = []
        if not by.runpath:
            for elf in (by, main):
                out += _expand(elf.rpath, elf)
        return out + self._library_path + _expand(by.runpath, by)

    def closure(self, path):
        """[Elf] of PATH and everything it needs, in breadth-first order, and the names that were not found."""
        main = Elf(path)
        found, order, missing, queue = {os.path.realpath(path)}, [main], [], [main]
        names = set()
        while queue:
            elf = queue.pop(0)
            for name in elf.needed:
                if name in names:
                    continue
                names.add(name)
                at = self.find(name, elf, main)
                if at is None:
                    missing.append((name, elf.path))
                    continue
                real = os.path.realpath(at)
                if real not in found:
                    found.add(real)
                    child = Elf(at)
                    order.append(child)
                    queue.append(child)
        return order, missing


def _expand(paths, elf):
    origin = os.path.dirname(os.path.realpath(elf.path))
    out = []
    for p in (paths or "").split(":"):
        if p:
            out.append(p.replace("${ORIGIN}", origin).replace("$ORIGIN", origin))
    return out


def _same_kind(path, main):
    """True when PATH is an ELF file for the machine of MAIN; the dynamic linker passes over others silently."""
    try:
        with open(path, "rb") as f:
            head = f.read(20)
    except OSError:
        return False
    if len(head) < 20 or head[:4] != b"\x7fELF" or (head[4] == 2) != (main.bits == 64):
        return False
    return struct.unpack_from("<H" if head[5] == 1 else ">H", head, 18)[0] == main.machine


def _read_cache(path):
    """Name to paths, from the file that ldconfig(8) writes; empty when there is none or its form is unknown."""
    try:
        with open(path, "rb") as f:
            data = f.read()
    except OSError:
        return {}
    base = data.find(b"glibc-ld.so.cache1.1")
    out = {}
    if base < 0:
        return out
    try:
        count = struct.unpack_from("<I", data, base + 20)[0]
        for i in range(count):
            _, key, value = struct.unpack_from("<iII", data, base + 48 + 24 * i)
            name, target = (data[base + o:data.index(b"\0", base + o)].decode() for o in (key, value))
            out.setdefault(name, []).append(target)
    except (struct.error, ValueError):
        return {}
    return out
