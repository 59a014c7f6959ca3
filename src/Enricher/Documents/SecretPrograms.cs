namespace Eyrie.Enricher.Documents;

/// <summary>The programs that take secrets where no name says so; from their manuals.</summary>
internal static class SecretPrograms
{
    /// <summary>In the form of <see cref="SecretOption.TryRead"/>.</summary>
    public static readonly string[] Table =
    [
        // Databases.
        "mysql* -p*", "mariadb* -p*", "mysqladmin password", "mongo* -p", "redis-* -a", "redis-* -a*", "valkey-* -a", "keydb-* -a", "sqlcmd -P", "sqlcmd -P*", "bcp -P",
        "tsql -P", "cqlsh -p", "beeline -p", "vsql -w", "etcdctl --user :", "couchbase-* -p", "sqlplus* sqlplus /",
        "expdp expdp /", "impdp impdp /", "rman target /", "redis-* auth", "redis-* auth 2", "redis-* AUTH", "redis-* AUTH 2", "cypher-shell -p", "neo4j-admin set-initial-password",
        // The web and files.
        "curl -u :", "curl -u* :", "curl --user :", "curl -U :", "curl -U* :", "curl --proxy-user :", "curl -E :", "curl --cert :", "curl --proxy-cert :", "curl -b =",
        "http -a :", "https -a :", "lftp -u ,", "lftp -u* ,", "ncftp* -p", "twine -p", "7z* -p*", "rar -p*", "rar -hp*", "unrar -p*", "zip -P", "zip -P*", "unzip -P",
        // Directories, shares, remote hosts.
        "sshpass -p", "sshpass -p*", "ldap* -w", "ldap* -w*", "ldappasswd -s", "ldappasswd -a", "smbclient -U %", "smbclient -U* %", "smbget -U %", "smbcacls -U %", "rpcclient -U %", "rpcclient -U* %", "smbmap -p",
        "net -U %", "winexe -U %", "wmic -U %", "xfreerdp* /p:*", "wlfreerdp* /p:*", "rdesktop -p", "evil-winrm -p", "crackmapexec -p", "netexec -p",
        "nxc -p", "hydra -p", "medusa -p", "impacket-* -hashes", "secretsdump* -hashes", "psexec* -hashes", "wmiexec* -hashes",
        "smbexec* -hashes", "bloodhound* -p", "certipy* -p", "net add 2", "samba-tool create 2", "samba-tool add 2", "kadmin -w", "snmp* -A", "snmp* -A*", "snmp* -X", "snmp* -X*", "snmp* -c", "snmp* -c*", "ipmitool -P", "ipmitool -P*", "mosquitto_* -P", "ssh-keygen -N", "ssh-keygen -P",
        // Registries and clouds.
        "docker login -p", "docker login -p*", "podman login -p", "podman login -p*", "buildah login -p", "nerdctl login -p", "helm login -p", "skopeo login -p", "oras login -p",
        "crane login -p", "oc login -p", "podman --creds :", "skopeo --creds :", "skopeo --src-creds :", "skopeo --dest-creds :", "crictl --creds :",
        "ctr --user :", "ctr -u :", "az login -p", "doctl -t", "flyctl -t", "kubectl secret --from-literal =", "vault login", "vault unseal",
        "rabbitmqctl add_user 2", "rabbitmqctl change_password 2", "mosquitto_passwd -b 3", "grafana* reset-admin-password", "glab login -t",
        "rclone secret_access_key", "rclone password", "rclone pass", "mc set 4", "bw login 2", "bw unlock", "ngrok authtoken", "ngrok add-authtoken", "nmcli password", "nmcli wifi-sec.psk", "wpa_passphrase wpa_passphrase 2", "iwconfig key",
        // Users and cryptography.
        "useradd -p", "usermod -p", "openssl -k", "openssl -K", "openssl -hmac", "caddy --plaintext",
    ];
}
