// Tries each case of standard input with net/http, and prints the error as log.Fatal would.
// A case a line: name, url, certificate, key, CA, highest TLS version, ciphers; - where there is none.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

func ask(c []string) error {
	config := &tls.Config{MaxVersion: map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}[c[5]]}
	if c[6] != "-" {
		config.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}
	}
	if c[4] != "-" {
		ca, err := os.ReadFile(c[4])
		if err != nil {
			return err
		}
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM(ca)
	}
	if c[2] != "-" {
		pair, err := tls.LoadX509KeyPair(c[2], c[3])
		if err != nil {
			return err
		}
		// whatever the server's list says
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	client := &http.Client{Timeout: 8 * time.Second, Transport: &http.Transport{TLSClientConfig: config}}
	answer, err := client.Get(c[1])
	if err != nil {
		return err
	}
	_, err = io.ReadAll(answer.Body)
	return err
}

func main() {
	cases := bufio.NewScanner(os.Stdin)
	for cases.Scan() {
		c := strings.Split(cases.Text(), " ")
		fmt.Println("=== " + c[0])
		if err := ask(c); err != nil {
			fmt.Println(err)
		} else {
			fmt.Println("accepted")
		}
	}
}
